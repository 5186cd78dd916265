// Runs the official scanner's linting on a folder and prints its verdict as one line of JSON.
// A separate process: the scanner is an ES module and brings its own ESLint.
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [, , folder, leg] = process.argv;
const patterns = leg === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
const { passed, message, details } = await analyzePackage(folder, patterns);
console.log(JSON.stringify({ passed, message, details }));
