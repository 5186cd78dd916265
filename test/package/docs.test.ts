/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import MarkdownIt from 'markdown-it';

// Every link in the documentation, and every link from the editor into it, leads somewhere.

const root = path.resolve(__dirname, '../..');
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

const NOT_OURS = ['.git', 'dist', 'node_modules', 'vendor'];

/** Paths from the root of the repository. */
function filesIn(folder: string, isWanted: (file: string) => boolean): string[] {
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const file = path.posix.join(folder, entry.name);
		if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : filesIn(file, isWanted);
		return isWanted(file) ? [file] : [];
	});
}

const REPOSITORY = 'https://github.com/n8n-nodes-elevenlabs-calls/n8n-nodes-elevenlabs-calls';

/** The file and heading that an address in this repository names; undefined for other addresses. */
function targetOf(address: string, page: string): { file: string; heading?: string } | undefined {
	const [url = '', heading] = address.split('#');
	if (url === REPOSITORY) return { file: 'README.md', heading };
	const isOnGitHub = url.startsWith(`${REPOSITORY}/blob/main/`);
	if (!isOnGitHub && /^[a-z]+:/.test(url)) return undefined;
	if (isOnGitHub) return { file: url.slice(`${REPOSITORY}/blob/main/`.length), heading };
	const file = url === '' ? page : path.posix.join(path.posix.dirname(page), url);
	// GitHub shows the README of a folder below its files.
	const ownPage = path.posix.join(file, 'README.md');
	return { file: pages.has(ownPage) ? ownPage : file, heading };
}

interface Page {
	/** As GitHub names them in an address. */
	headings: string[];
	addresses: string[];
}

const markdown = new MarkdownIt({ html: true });

function pageOf(file: string): Page {
	const blocks = markdown.parse(text(file), {});
	const parts = blocks.flatMap((block) => [block, ...(block.children ?? [])]);
	const inHtml = parts
		.filter(({ type }) => type.startsWith('html_'))
		.flatMap(({ content }) => [...content.matchAll(/ (?:href|src|srcset)="([^"]+)"/g)])
		.map(([, address]) => address);
	return {
		headings: blocks
			.filter((_, index) => blocks[index - 1]?.type === 'heading_open')
			.map(({ children }) => headingIn((children ?? []).map(({ content }) => content).join(''))),
		addresses: [
			...parts.flatMap((part) => [part.attrGet('href'), part.attrGet('src')]),
			...inHtml,
		].flatMap((address) => (typeof address === 'string' ? [address] : [])),
	};
}

/** GitHub drops everything but letters, digits, hyphens and underscores. */
function headingIn(line: string): string {
	return line
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
		.replaceAll(' ', '-');
}

const pages = new Map(
	filesIn('.', (file) => file.endsWith('.md')).map((file) => [file, pageOf(file)]),
);

/** What is wrong with an address; undefined if it leads somewhere. */
function problemOf(address: string, page: string): string | undefined {
	const target = targetOf(address, page);
	if (target === undefined) return undefined;
	const { file, heading } = target;
	if (!existsSync(path.join(root, file))) return `${page}: ${address} (no such file)`;
	// GitHub's own name of the README below the files of a repository.
	const hasHeading =
		heading === undefined ||
		(file === 'README.md' && heading === 'readme') ||
		pages.get(file)?.headings.includes(heading);
	return hasHeading === true ? undefined : `${page}: ${address} (no such heading)`;
}

it('has a README of at most 150 lines', () => {
	expect(text('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

it.each([...pages.keys()])('%s has no broken link', (page) => {
	const { addresses = [] } = pages.get(page) ?? {};
	expect(addresses.map((address) => problemOf(address, page)).filter(Boolean)).toEqual([]);
});

it('has no broken link in the nodes, the credential and the package', () => {
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		filesIn(folder, (file) => /\.(?:ts|json)$/.test(file)),
	);
	const links = [...sources, 'package.json'].flatMap((file) =>
		[
			...text(file).matchAll(/https:\/\/github\.com\/n8n-nodes-elevenlabs-calls\/[^\s'"`<>)]+/g),
		].map(([address]) => ({ address, file })),
	);
	const own = links.filter(({ address }) => !/(?:\.git|\/issues)$/.test(address));
	expect(own.length).toBeGreaterThan(4);
	expect(own.map(({ address, file }) => problemOf(address, file)).filter(Boolean)).toEqual([]);
});

it('leads from the README to every page of the documentation', () => {
	const reached = new Set(['README.md']);
	for (const page of reached) {
		for (const address of pages.get(page)?.addresses ?? []) {
			const file = targetOf(address, page)?.file;
			if (file !== undefined && pages.has(file)) reached.add(file);
		}
	}
	const documentation = [...pages.keys()].filter((page) => /^(?:docs|examples)\//.test(page));
	expect(documentation.length).toBeGreaterThan(10);
	expect(documentation.filter((page) => !reached.has(page))).toEqual([]);
});

it('has headings of their own on every page', () => {
	for (const [page, { headings }] of pages) {
		const repeated = headings.filter((heading, index) => headings.indexOf(heading) !== index);
		// Each release of the changelog may have the same sections.
		if (page !== 'CHANGELOG.md') expect([page, repeated]).toEqual([page, []]);
	}
});
