// Property tests try the same values in each run, so that no run fails by chance. The weekly workflow
// tries others: PROPERTY_SEED=4711 npm run test:unit
const fc = require('fast-check');

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
