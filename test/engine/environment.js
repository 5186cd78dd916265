// n8n reports every failed run to its log; in tests those are asserted, not read.
process.env.N8N_LOG_LEVEL = 'silent';
