import { transportErrorFor, UsageTransport } from "@tallyhour/core"
import { Effect, Result } from "effect"
import { assert, describe, it } from "vitest"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { type AwsCustomerOptions, awsCustomerResolution } from "./AwsCustomerResolution.ts"
import { AwsTransportInvalid, type AwsTransportOptions } from "./AwsTransportOptions.ts"
import { awsTransport } from "./AwsUsageTransport.ts"

const foreign = (options: unknown): AwsTransportOptions & AwsCustomerOptions =>
  options as AwsTransportOptions & AwsCustomerOptions

const roleArn = "arn:aws:iam::111111111111:role/seller"
const never: never = undefined as never

/** Row 44 of the catalogue of bad inputs: what is handed in, and words of what is wrong with it. */
const badOptions: ReadonlyArray<readonly [string, AwsTransportOptions, string]> = [
  ["an empty endpoint", { endpoint: "" }, "leave it out to reach AWS"],
  ["an endpoint without its beginning", { endpoint: "localhost:4566" }, "no address like https://host"],
  ["an endpoint of another protocol", { endpoint: "ftp://127.0.0.1" }, "no address like https://host"],
  ["an endpoint that is no text", foreign({ endpoint: 4566 }), "no address like https://host"],
  ["an endpoint of ten thousand letters", { endpoint: "x".repeat(10_000) }, "no address like https://host"],
  ["an http: endpoint away from here", { endpoint: "http://emulator:4566" }, "use https:, or set allowHttp"],
  ["an endpoint that only looks like here", { endpoint: "http://127.0.0.1.nip.io" }, "use https:"],
  ["an endpoint with a password", { endpoint: "https://u:p@host" }, "holds a user or password"],
  [
    "credentials without a secret",
    foreign({ credentials: { accessKeyId: "A" } }),
    "accessKeyId and secretAccessKey"
  ],
  [
    "credentials of empty text",
    { credentials: { accessKeyId: "", secretAccessKey: "" } },
    "the SDK's own chain"
  ],
  ["credentials of null", foreign({ credentials: null }), "the SDK's own chain"],
  ["a time-out of nothing", { requestTimeout: 0 }, "from 1 to 50000"],
  ["a time-out longer than a lease", { requestTimeout: 60_000 }, "from 1 to 50000"],
  ["a rate of nothing", { requestsPerSecond: 0 }, "not a number of at least 0.5"],
  ["a rate that is no number", { requestsPerSecond: Number.NaN }, "not a number of at least 0.5"],
  ["an empty profile", { profile: "" }, "no name of a profile"],
  ["a profile without a name", foreign({ profile: { filepath: "/x" } }), "profile.name"],
  [
    "a misspelt part of a profile",
    foreign({ profile: { name: "a", filePath: "/x" } }),
    "did you mean filepath?"
  ],
  ["a file of a profile that is none", { profile: { name: "a", configFilepath: "" } }, "no path of a file"],
  [
    "a profile beside credentials",
    { profile: "a", credentials: () => never },
    "profile contradicts credentials"
  ],
  ["a role that is text", foreign({ assumeRole: roleArn }), "no object like { roleArn }"],
  ["a role of null", foreign({ assumeRole: null }), "no object like { roleArn }"],
  [
    "a role that is a user",
    { assumeRole: { roleArn: "arn:aws:iam::111111111111:user/x" } },
    "roleArn is no role"
  ],
  [
    "an external id of one letter",
    { assumeRole: { roleArn, externalId: "x" } },
    "externalId is not 2 to 1224"
  ],
  [
    "a session name with a space",
    { assumeRole: { roleArn, sessionName: "a b" } },
    "sessionName is not 2 to 64"
  ],
  ["a role for a minute", { assumeRole: { roleArn, durationSeconds: 60 } }, "from 900 to 43200"],
  ["a role for a day", { assumeRole: { roleArn, durationSeconds: 86_400 } }, "from 900 to 43200"],
  ["a role in a place", { assumeRole: { roleArn, region: "Ohio" } }, "no region like us-east-1"],
  [
    "a role asked for unencrypted",
    { assumeRole: { roleArn, endpoint: "http://sts" } },
    "assumeRole.endpoint"
  ],
  [
    "a misspelt part of a role",
    foreign({ assumeRole: { roleArn, externalID: "xx" } }),
    "did you mean externalId?"
  ],
  ["FIPS as text", foreign({ useFipsEndpoint: "false" }), "useFipsEndpoint is neither true nor false"],
  ["FIPS at an address", { endpoint: "https://host", useFipsEndpoint: true }, "contradicts endpoint"],
  ["IPv6 at an address", { endpoint: "https://host", useDualstackEndpoint: true }, "contradicts endpoint"],
  ["an application of two lines", { userAgentAppId: "a\nb" }, "userAgentAppId is not"],
  ["a client that is none", foreign({ client: {} }), "client is no function of a region"],
  ["a client beside what sets one up", { client: () => never, profile: "a" }, "profile contradicts client"],
  ["a misspelt option", foreign({ endpiont: "https://host" }), "did you mean endpoint?"],
  // The region is each subscription's own, and one that looks like none is refused there.
  [
    "a region, which is not the transport's",
    foreign({ region: "us-east-1" }),
    "is not a choice of the transport"
  ]
]

describe("bad inputs", () => {
  it.each(badOptions)("row 44: %s", (_, options, says) => {
    const error = refusalOf(options)

    assert.strictEqual(error?._tag, "AwsTransportInvalid")
    assert.strictEqual(error?.problems.length, 1)
    assert.include(error?.message, says)
    assert.isAtMost(error?.message.length ?? 0, 300)
    assert.strictEqual(error?.remedy.retry, "never")
  })

  it("row 44: all that is wrong is said at once, and no secret with it", () => {
    const error = refusalOf(
      foreign({
        credentials: { secretAccessKey: canaries.secretAccessKey },
        assumeRole: {
          roleArn: canaries.secretAccessKey,
          externalId: `${canaries.secretAccessKey}!`,
          sessionName: `${canaries.secretAccessKey}!`
        },
        endpoint: `http://u:${canaries.databasePassword}@host`,
        profile: canaries.secretAccessKey,
        requestTimeout: -1
      })
    )

    assert.strictEqual(error?.problems.length, 7)
    assert.deepStrictEqual(secretsIn(JSON.stringify(error) + error?.message), [])
  })

  it("row 44: no credentials at all are said before anything is sent", async () => {
    const credentials = () =>
      Promise.reject(Object.assign(new Error("none found"), { name: "CredentialsProviderError" }))
    const skew = Effect.flatMap(UsageTransport, (transport) => transport.clockSkew)

    const refusal = await Effect.runPromise(
      Effect.result(skew).pipe(Effect.provide(awsTransport({ credentials, endpoint: "http://127.0.0.1:1" })))
    )

    const error = Result.isFailure(refusal) ? refusal.failure : undefined
    assert.strictEqual(error?.reason._tag, "AccessRefused")
    assert.deepStrictEqual(
      error?.remedy,
      transportErrorFor({
        operation: "BatchMeterUsage",
        name: "CredentialsProviderError",
        status: undefined,
        detail: ""
      }).remedy
    )
  })

  it("row 44: who resolves customers is as strict, and may name a region", () => {
    assert.throws(() => awsCustomerResolution({ endpoint: "" }), AwsTransportInvalid)
    assert.throws(
      () => awsCustomerResolution(foreign({ requestsPerSecond: 1 })),
      /is not a choice of the transport/
    )
    assert.throws(
      () => awsCustomerResolution(foreign({ client: () => never })),
      /no MarketplaceMeteringClient/
    )
    assert.throws(() => awsCustomerResolution({ region: "" }), /no name of a region/)
    assert.throws(
      () => awsCustomerResolution(foreign({ client: { send: () => never }, region: "us-east-1" })),
      /region contradicts client/
    )
    assert.isDefined(awsCustomerResolution({ region: "eu-central-1" }))
  })

  it.each([
    {},
    { endpoint: "https://metering.example" },
    { endpoint: "http://127.0.0.1:4566" },
    { endpoint: "http://localhost:4566" },
    { endpoint: "http://[::1]:4566" },
    { allowHttp: true, endpoint: "http://emulator:4566" },
    { credentials: { accessKeyId: "A", secretAccessKey: "s" }, requestTimeout: 50_000 },
    { profile: "seller", assumeRole: { roleArn, externalId: "ab", sessionName: "me", durationSeconds: 900 } },
    { assumeRole: { roleArn: "arn:aws-us-gov:iam::111111111111:role/path/of/it", region: "us-gov-west-1" } },
    { useDualstackEndpoint: true, useFipsEndpoint: true, userAgentAppId: "billing" }
  ])("what is right is taken: %j", (options) => {
    assert.isUndefined(refusalOf(options))
  })
})

const refusalOf = (options: AwsTransportOptions): AwsTransportInvalid | undefined => {
  try {
    awsTransport(options)
    return undefined
  } catch (error) {
    if (error instanceof AwsTransportInvalid) return error
    throw error
  }
}
