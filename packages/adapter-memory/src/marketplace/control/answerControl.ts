import type { Marketplace } from "../Marketplace.ts"
import type { ControlAnswer, ControlFunction } from "./ControlFunction.ts"
import { choices } from "./choices.ts"
import { cloudtrail } from "./cloudtrail.ts"
import { events } from "./events.ts"
import { injectFault } from "./injectFault.ts"
import { issueToken } from "./issueToken.ts"
import { ledger } from "./ledger.ts"
import { reset } from "./reset.ts"
import { seedCustomer } from "./seedCustomer.ts"
import { seedProduct } from "./seedProduct.ts"
import { setChoice } from "./setChoice.ts"
import { setQuota } from "./setQuota.ts"
import { setSubscription } from "./setSubscription.ts"
import { setTime } from "./setTime.ts"

/** Performs the control function of a name; a name that is none answers 404 and the names that are. */
export const answerControl = (marketplace: Marketplace, name: string, body: unknown): ControlAnswer => {
  const run = controlFunctions.get(name)
  if (run !== undefined) return run(marketplace, body)
  const known = [...controlFunctions.keys()].join(", ")
  return {
    body: { error: `no control function is called ${JSON.stringify(name)}; there are ${known}` },
    status: 404
  }
}

const controlFunctions: ReadonlyMap<string, ControlFunction> = new Map([
  ["reset", reset],
  ["seed_product", seedProduct],
  ["seed_customer", seedCustomer],
  ["set_subscription", setSubscription],
  ["issue_token", issueToken],
  ["set_time", setTime],
  ["inject_fault", injectFault],
  ["set_quota", setQuota],
  ["ledger", ledger],
  ["cloudtrail", cloudtrail],
  ["events", events],
  ["choices", choices],
  ["set_choice", setChoice]
])
