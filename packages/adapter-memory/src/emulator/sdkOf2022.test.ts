import { afterEach, assert, beforeEach, it } from "vitest"
import { alice, aMarketplace, arrange } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

let server: EmulatorServer

beforeEach(async () => {
  server = await startEmulator({ emulator: aMarketplace() })
})

afterEach(() => server.close())

// As aws-sdk 2.1100.0 for JavaScript, of 2022, was seen to send it: it knows neither account ids nor licenses.
const send = async (operation: string, body: string) => {
  const response = await fetch(server.url, {
    body,
    headers: {
      "User-Agent": "aws-sdk-nodejs/2.1100.0 linux/v16.14.0 promise",
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSMPMeteringService.${operation}`,
      "X-Amz-Content-Sha256": "50929ccea03c21e7673f847693b79ae338704a77747f19fcb0f67bbca6301acf",
      "X-Amz-Date": "20220315T072604Z",
      Authorization:
        "AWS4-HMAC-SHA256 Credential=AKID/20220315/eu-west-1/aws-marketplace/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-target, Signature=5202fb24974765ac8ae46a355d8c7e9ad39b74a1eb98aa686e1b49dffb4dd376"
    },
    method: "POST"
  })
  return (await response.json()) as Record<string, unknown>
}

it("an SDK of 2022 meters by customer identifier, in the region it signs for", async () => {
  const record = '{"CustomerIdentifier":"alice-id","Dimension":"users","Quantity":3,"Timestamp":1776250800}'

  const answer = await send("BatchMeterUsage", `{"ProductCode":"saas1","UsageRecords":[${record}]}`)

  const [accepted] = server.emulator.accepted()
  assert.deepStrictEqual(answer["Results"], [
    {
      MeteringRecordId: accepted?.meteringRecordId,
      Status: "Success",
      UsageRecord: JSON.parse(record)
    }
  ])
  assert.deepInclude(accepted, { accountId: alice, customerIdentifier: "alice-id", region: "eu-west-1" })
})

it("an SDK of 2022 finds what it knows in the answer of ResolveCustomer", async () => {
  const buyer = { account_id: alice, legacy: true, product_code: "saas1" }
  const { token } = arrange(server.emulator, "issue_token", buyer)

  const answer = await send("ResolveCustomer", JSON.stringify({ RegistrationToken: token }))

  assert.deepInclude(answer, { CustomerIdentifier: "alice-id", ProductCode: "saas1" })
})
