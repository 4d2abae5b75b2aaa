module.exports = globalThis[Symbol.for('modules shared by all test files')].get('@n8n/di');
