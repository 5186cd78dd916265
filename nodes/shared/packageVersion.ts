/** As in package.json, which a node can't read at run time; a test compares the two. */
export const PACKAGE_NAME = 'n8n-nodes-elevenlabs-calls';
export const PACKAGE_VERSION = '0.1.0';
