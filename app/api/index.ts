export type { Api, ApiContext } from './api-context.ts';
export { ApiError, type ApiErrorCode } from './api-error.ts';
export { createApi } from './create-api.ts';
export { TOKEN_SCOPES, type TokenScope } from './token-scopes.ts';
export { createToken, listTokens, revokeToken, type TokenRequest } from './tokens.ts';
export { isUnmatched } from './unmatched.ts';
