import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { clientTokenOf, parametersOf, tokenOf } from "./clientTokenOf.ts"
import type { UsageReport } from "./UsageReport.ts"

/** Checks that a token is there if the platform knows reports by nothing else, and always means the same: rule 36. */
export const checkClientToken = (
  report: UsageReport,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  const token = tokenOf(report, context)
  if (token === undefined) {
    if (context.caller.platform !== "agentcore") return undefined
    return refuse(
      context.choices.missing_client_token_error,
      "ClientToken is required from an AgentCore runtime"
    )
  }
  const used = clientTokenOf(token, state, context)
  if (used === undefined || used.parameters === parametersOf(report)) return undefined
  return refuse("IdempotencyConflictException", "The ClientToken was used with other parameters")
}
