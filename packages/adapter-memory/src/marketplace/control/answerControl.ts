import type { Marketplace } from "../Marketplace.ts"
import type { ControlAnswer, ControlFunction } from "./ControlFunction.ts"
import { choices } from "./choices.ts"
import { cloudtrail } from "./cloudtrail.ts"
import { entitleCaller } from "./entitleCaller.ts"
import { events } from "./events.ts"
import { faultProfile } from "./faultProfile.ts"
import { injectFault } from "./injectFault.ts"
import { invoice } from "./invoice.ts"
import { issueToken } from "./issueToken.ts"
import { ledger } from "./ledger.ts"
import { overview } from "./overview.ts"
import { publicKey } from "./publicKey.ts"
import { reset } from "./reset.ts"
import { rotateKey } from "./rotateKey.ts"
import { seedCaller } from "./seedCaller.ts"
import { seedCustomer } from "./seedCustomer.ts"
import { seedEntitlement } from "./seedEntitlement.ts"
import { seedProduct } from "./seedProduct.ts"
import { setChoice } from "./setChoice.ts"
import { setPrices } from "./setPrices.ts"
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

/** Tells whether a control function changes anything that outlives the process: all do but readers and faults. */
export const changesWhatIsKept = (name: string): boolean => !passing.has(name)

const passing: ReadonlySet<string> = new Set([
  "choices",
  "cloudtrail",
  "events",
  "fault_profile",
  "inject_fault",
  "invoice",
  "ledger",
  "overview",
  "public_key"
])

const controlFunctions: ReadonlyMap<string, ControlFunction> = new Map([
  ["reset", reset],
  ["seed_product", seedProduct],
  ["seed_customer", seedCustomer],
  ["seed_caller", seedCaller],
  ["seed_entitlement", seedEntitlement],
  ["set_subscription", setSubscription],
  ["issue_token", issueToken],
  ["entitle_caller", entitleCaller],
  ["public_key", publicKey],
  ["rotate_key", rotateKey],
  ["set_time", setTime],
  ["inject_fault", injectFault],
  ["set_quota", setQuota],
  ["ledger", ledger],
  ["cloudtrail", cloudtrail],
  ["events", events],
  ["choices", choices],
  ["set_choice", setChoice],
  ["set_prices", setPrices],
  ["invoice", invoice],
  ["fault_profile", faultProfile],
  ["overview", overview]
])
