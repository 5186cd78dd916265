export * as credentialTest from '../../shared/elevenlabs/credentialTest';
export * as listSearch from './listSearch';
export * as resourceMapping from './resourceMapping';
