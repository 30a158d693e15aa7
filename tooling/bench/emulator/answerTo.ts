import { makeMarketplaceEmulator } from "@tallyhour/adapter-memory"
import { accounts, dimensions, noon, productCode } from "./freshRequest.ts"

/** Returns the body that an emulator answers to a whole request of the load when it is the first. */
export const answerTo = (request: string): string => {
  const emulator = makeMarketplaceEmulator({ clock: () => noon * 1_000 })
  emulator.control("seed_product", { code: productCode, dimensions, kind: "saas" })
  for (const account_id of accounts)
    emulator.control("seed_customer", { account_id, product_code: productCode })
  const [, body = ""] = request.split("\r\n\r\n")
  const answer = emulator.call({
    body: JSON.parse(body),
    operation: "BatchMeterUsage",
    region: "us-east-1"
  })
  if (answer._tag !== "Answered" || answer.status !== 200) throw new Error("the load is refused")
  return JSON.stringify(answer.body)
}
