import { PACKAGE_NAME, PACKAGE_VERSION } from '../../../nodes/shared/packageVersion';
import packageJson from '../../../package.json';

it('is that of package.json', () => {
	expect([PACKAGE_NAME, PACKAGE_VERSION]).toEqual([packageJson.name, packageJson.version]);
});

it('fits into what ElevenLabs takes as the version of a source', () => {
	expect(`${PACKAGE_NAME}/${PACKAGE_VERSION}`.length).toBeLessThanOrEqual(50);
});
