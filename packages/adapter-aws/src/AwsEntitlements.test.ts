import { Entitlements, GetEntitlementsErrors, type TransportError } from "@tallyhour/core"
import { Effect } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, assert, beforeEach, describe, it } from "vitest"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { contract } from "../test/contract.ts"
import { startSts } from "../test/stsServer.ts"
import { awsEntitlements, type AwsEntitlementsOptions } from "./AwsEntitlements.ts"
import { AwsTransportInvalid } from "./AwsTransportOptions.ts"

/** What AWS answers: a status and a text, or nothing at all. */
type Reply = { readonly status: number; readonly text: string } | undefined

const seats = { ProductCode: "product", Dimension: "seats", Value: { IntegerValue: 10 } }
const json = (body: object, status = 200): Reply => ({ status, text: JSON.stringify(body) })

const asked: Array<{
  readonly accessKeyId: string | undefined
  readonly agent: string | undefined
  readonly body: unknown
  readonly region: string | undefined
}> = []
let reply: () => Reply = () => json({})
const server = createServer((request, response) => {
  const chunks: Array<Uint8Array> = []
  request.on("data", (chunk: Uint8Array) => chunks.push(chunk))
  request.on("end", () => {
    const [, accessKeyId, region] =
      /Credential=(\w+)\/\d{8}\/([a-z0-9-]+)\/aws-marketplace/.exec(request.headers.authorization ?? "") ?? []
    const agent = request.headers["user-agent"]
    asked.push({ accessKeyId, agent, body: JSON.parse(Buffer.concat(chunks).toString()), region })
    const { status, text } = reply() ?? {}
    if (status !== undefined) response.writeHead(status, { "content-type": "application/json" }).end(text)
  })
})
const listening = new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))

beforeEach(() => {
  asked.length = 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const ask = async (options: AwsEntitlementsOptions = {}) => {
  await listening
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = canaryCredentials
  const agreement = { _tag: "Product", buyer: "111111111111" } as const
  return Effect.runPromise(
    Effect.flatMap(Entitlements, ({ entitlementsOf }) =>
      Effect.result(entitlementsOf({ agreement, productCode: "product" }))
    ).pipe(Effect.provide(awsEntitlements({ credentials, endpoint, ...options })))
  )
}

const errorOf = async (options: AwsEntitlementsOptions = {}): Promise<TransportError | undefined> => {
  const answer = await ask(options)
  return answer._tag === "Failure" ? answer.failure : undefined
}

describe("awsEntitlements", () => {
  it.each(Object.entries(GetEntitlementsErrors))(
    "%s reaches its caller with its remedy",
    async (name, known) => {
      reply = () => json({ __type: name, message: "in AWS's words" }, 400)

      const error = await errorOf()

      assert.deepStrictEqual([error?.reason._tag, error?.remedy], [known.reason, known])
      assert.include(error?.message, name)
      assert.strictEqual(asked.length, 1)
    }
  )

  it.each([
    ["no permission", json({ __type: "AccessDeniedException" }, 400), "AccessRefused"],
    ["a region without the service", json({ __type: "DisabledApiException" }, 400), "AccessRefused"],
    ["a page of a proxy", { status: 502, text: "<html>" }, "Unanswered"],
    ["half an answer", { status: 200, text: '{"Entitlements":[' }, "Unanswered"],
    [
      "an entitlement of another product",
      json({ Entitlements: [{ ...seats, ProductCode: "x" }] }),
      "Unanswered"
    ],
    ["no answer in time", undefined, "Unanswered"]
  ])("%s is an error, and never nothing", async (_, answer, tag) => {
    reply = () => answer

    const error = await errorOf({ requestTimeout: 500 })

    assert.strictEqual(error?.reason._tag, tag)
    assert.deepStrictEqual(secretsIn(`${JSON.stringify(error)}${error?.message}`), [])
  })

  // Some of them the SDK hands on as they are, and some it cannot read itself.
  it.each([
    ["a text for the list", { Entitlements: "abc" }],
    ["a number for the list", { Entitlements: 7 }],
    ["an object for the list", { Entitlements: { a: 1 } }],
    ["nothing for an entitlement", { Entitlements: [null] }],
    ["nothing beside an entitlement", { Entitlements: [null, seats] }],
    ["a text for an entitlement", { Entitlements: ["abc"] }],
    ["a list for an entitlement", { Entitlements: [[seats]] }],
    ["an entitlement of nothing", { Entitlements: [{}] }],
    ["a text for a value", { Entitlements: [{ ...seats, Value: "10" }] }],
    ["a word for an instant", { Entitlements: [{ ...seats, ExpirationDate: "soon" }] }],
    ["an object for an instant", { Entitlements: [{ ...seats, ExpirationDate: { a: 1 } }] }],
    ["a number for the next page", { Entitlements: [seats], NextToken: 7 }]
  ])("%s is an answer that cannot be used, and no defect", async (_, body) => {
    reply = () => json(body)

    const error = await errorOf()

    assert.deepStrictEqual([error?.reason._tag, error?.reason.operation], ["Unanswered", "GetEntitlements"])
  })

  it("missing credentials are said, and nothing is sent", async () => {
    const none = Object.assign(new Error("none found"), { name: "CredentialsProviderError" })

    const error = await errorOf({ credentials: () => Promise.reject(none) })

    assert.include(error?.message, "aws-marketplace:GetEntitlements")
    assert.include(error?.message, "The process finds no AWS credentials")
    assert.deepStrictEqual(asked, [])
  })

  it("an error after the first page hides what came before", async () => {
    const replies = [
      json({ Entitlements: [seats], NextToken: "2" }),
      json({ __type: "ThrottlingException" }, 400)
    ]
    reply = () => replies.shift()

    const error = await errorOf()

    assert.deepStrictEqual([error?.reason._tag, asked.length], ["Throttled", 2])
  })

  it("pages without an end are given up", async () => {
    reply = () => json({ NextToken: "again" })

    const error = await errorOf()

    assert.include(error?.message, "more than 40 pages")
    assert.strictEqual(asked.length, 40)
  })

  it("us-east-1 is asked, which has the service, unless told otherwise", async () => {
    reply = () => json({})

    await ask()
    await ask({ region: "cn-northwest-1" })

    assert.deepStrictEqual(
      asked.map(({ region }) => region),
      ["us-east-1", "cn-northwest-1"]
    )
    assert.deepStrictEqual(asked[0]?.body, {
      ProductCode: "product",
      Filter: { CUSTOMER_AWS_ACCOUNT_ID: ["111111111111"] },
      MaxResults: 25
    })
  })

  it("a role that was assumed by the credentials given signs what is asked", async () => {
    const sts = await startSts({ externalId: "agreed" })
    reply = () => json({})

    const assumeRole = { roleArn: "arn:aws:iam::111111111111:role/seller", externalId: "agreed" }
    await ask({ assumeRole: { ...assumeRole, endpoint: sts.url }, userAgentAppId: "billing" })

    sts.close()
    assert.strictEqual(sts.asked[0]?.accessKeyId, canaryCredentials.accessKeyId)
    assert.deepStrictEqual([asked[0]?.accessKeyId, asked[0]?.region], ["ASIAROLE1", "us-east-1"])
    assert.include(asked[0]?.agent, "app/billing")
  })

  it.each([
    [{ useFipsEndpoint: true, endpoint: "https://host" }, /useFipsEndpoint contradicts endpoint/],
    [{ credentials: canaryCredentials, profile: "seller" }, /profile contradicts credentials/],
    [{ assumeRole: { roleArn: "seller" } }, /assumeRole.roleArn is no role/],
    [{ client: {} }, /client.* is not a choice/]
  ])("row 44: %j is refused as it is by the transport", (options, says) => {
    assert.throws(() => awsEntitlements(options as AwsEntitlementsOptions), says)
  })

  it("row 44: wrong options are refused at once, all of them", () => {
    const wrong = { endpiont: "https://host", requestTimeout: 0 } as AwsEntitlementsOptions

    assert.throws(() => awsEntitlements(wrong), AwsTransportInvalid)
    assert.throws(() => awsEntitlements(wrong), /did you mean endpoint\?.*requestTimeout/)
  })

  it("the example of the guide bills what exceeds the contract", async () => {
    assert.deepStrictEqual(await contract(), [120])
  })
})
