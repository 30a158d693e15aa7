import assert from "node:assert/strict"
import type { ServiceCall } from "../../src/marketplace/answerCall.ts"
import type { MarketplaceEmulator } from "../../src/marketplace/MarketplaceEmulator.ts"
import type { ServiceAnswer } from "../../src/marketplace/ServiceAnswer.ts"
import { arrange } from "../../src/marketplace/testing/aMarketplace.ts"
import type { EmulatorServer } from "../../src/emulator/startEmulator.ts"
import { beginning } from "./history.ts"
import { ledgerCheck } from "./LedgerCheck.ts"
import type { Step } from "./Step.ts"

/** What a history is told to. */
export interface Subjects {
  /** Makes an emulator like the one that is served. */
  readonly make: () => MarketplaceEmulator
  /** Is told how each call went, as `<operation> <how>`. */
  readonly mark?: (how: string) => void
  readonly server: EmulatorServer
}

/**
 * Tells one history to an emulator in the process, to a second one, and over HTTP, and throws where one of them says
 * another byte than the others, or where answers and ledger do not go together.
 */
export const checkHistory = async (
  steps: ReadonlyArray<Step>,
  { make, mark = () => {}, server }: Subjects
): Promise<void> => {
  const [local, twin] = [make(), make()]
  for (const emulator of [local, twin, server.emulator]) {
    for (const [name, body] of beginning) arrange(emulator, name, body)
  }
  const ledger = ledgerCheck(local)
  const tokens: Array<unknown> = []
  for (const step of steps) {
    if ("name" in step) {
      const answer = local.control(step.name, step.body)
      const expected = { status: answer.status, text: JSON.stringify(answer.body) }
      assert.strictEqual(JSON.stringify(twin.control(step.name, step.body).body), expected.text)
      assert.deepStrictEqual(await controlOverHttp(server, step), expected)
      if ("token" in answer.body) tokens.push(answer.body["token"])
    } else {
      const call = "token" in step ? turnIn(step, tokens) : step
      const answer = local.call(call)
      assert.strictEqual(JSON.stringify(twin.call(call)), JSON.stringify(answer))
      assert.deepStrictEqual(await callOverHttp(server, call), seenOverHttp(answer))
      ledger.afterCall(call, answer)
      for (const how of howItWent(answer)) mark(`${call.operation} ${how}`)
    }
  }
  assert.deepStrictEqual(twin.accepted(), local.accepted())
  assert.deepStrictEqual(server.emulator.accepted(), local.accepted())
}

const turnIn = (
  { region, token }: Extract<Step, { readonly token: number }>,
  tokens: ReadonlyArray<unknown>
): ServiceCall => ({
  body: { RegistrationToken: tokens.length === 0 ? "made-up" : tokens[token % tokens.length] },
  operation: "ResolveCustomer",
  region
})

interface Seen {
  readonly requestId: string | null
  readonly status: number
  readonly text: string
}

const seenOverHttp = (answer: ServiceAnswer): "cut" | Seen => {
  switch (answer._tag) {
    case "Answered":
      return { requestId: answer.requestId, status: answer.status, text: JSON.stringify(answer.body) }
    case "DroppedAfter":
    case "DroppedBefore":
      return "cut"
    case "Html":
      return { requestId: null, status: answer.status, text: answer.body }
  }
}

const callOverHttp = async (server: EmulatorServer, call: ServiceCall): Promise<"cut" | Seen> => {
  const { accessKeyId = "AKIAIOSFODNN7EXAMPLE", body, operation, region } = call
  const service = operation === "GetEntitlements" ? "AWSMPEntitlementService" : "AWSMPMeteringService"
  const headers = {
    Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260415/${region}/aws-marketplace/aws4_request`,
    "X-Amz-Target": `${service}.${operation}`
  }
  const sent = { body: JSON.stringify(body), headers, method: "POST" }
  const response = await fetch(server.url, sent).catch(() => undefined)
  if (response === undefined) return "cut"
  const { status } = response
  return { requestId: response.headers.get("x-amzn-requestid"), status, text: await response.text() }
}

const controlOverHttp = async (
  server: EmulatorServer,
  { body, name }: Extract<Step, { readonly name: string }>
) => {
  const sent = { body: JSON.stringify(body), method: "POST" }
  const response = await fetch(`${server.url}/__control/${name}`, sent)
  return { status: response.status, text: await response.text() }
}

const howItWent = (answer: ServiceAnswer): ReadonlyArray<string> => {
  if (answer._tag !== "Answered") return [answer._tag]
  if (answer.errorType !== undefined) return [answer.errorType]
  const results = answer.body["Results"] as ReadonlyArray<{ readonly Status: string }> | undefined
  const unprocessed = answer.body["UnprocessedRecords"] as ReadonlyArray<unknown> | undefined
  return [
    ...new Set(["answered", ...(results ?? []).map(({ Status }) => Status)]),
    ...((unprocessed ?? []).length > 0 ? ["UnprocessedRecords"] : [])
  ]
}
