/** OIDC tokens of workflows that a decision was given for: each asks one question, once, or again where its answer was lost. */
export interface WorkflowTokensTable {
  /** SHA-256 of its issuer and jti, hex. */
  token: string;
  /** SHA-256 of what was asked, hex. */
  question: string;
  decision_id: number;
  expires_at: Date;
}
