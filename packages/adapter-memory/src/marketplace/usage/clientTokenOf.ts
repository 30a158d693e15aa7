import { allocationsText } from "../batch/allocationsText.ts"
import { joinKey } from "../joinKey.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import type { ClientToken } from "./ClientToken.ts"
import type { UsageReport } from "./UsageReport.ts"

/** Returns what a token is found by: the token itself, the region, and the account or the resource that sends it. */
export const clientTokenKey = (token: string, { caller, choices, region }: CallContext): string =>
  choices.client_token_scope === "account"
    ? joinKey(region, caller.accountId, token)
    : joinKey(region, caller.accountId, caller.resource, token)

/** Returns the token by which a report is known; undefined if it has none that counts. */
export const tokenOf = (
  { ClientToken: token }: UsageReport,
  { caller, choices }: CallContext
): string | undefined =>
  caller.platform === "agentcore" || choices.client_token_of_tasks === "checked" ? token : undefined

/** Returns what a token has been used for; undefined if never, or so long ago that it is forgotten. */
export const clientTokenOf = (
  token: string | undefined,
  state: MarketplaceState,
  context: CallContext
): ClientToken | undefined => {
  if (token === undefined) return undefined
  const used = state.clientTokens.get(clientTokenKey(token, context))
  if (used === undefined) return undefined
  return context.now >= used.expiresAt ? undefined : used
}

/** Returns the parameters of a report as a text that is the same for the same parameters, in whatever order. */
export const parametersOf = (report: UsageReport): string =>
  joinKey(
    report.ProductCode,
    String(report.Timestamp),
    report.UsageDimension,
    String(report.UsageQuantity ?? 0),
    allocationsText(report.UsageAllocations ?? null)
  )
