import {
  MarketplaceMeteringClient,
  MeterUsageCommand,
  RegisterUsageCommand
} from "@aws-sdk/client-marketplace-metering"
import { DateTime } from "effect"
import { constants, verify } from "node:crypto"
import { afterEach, assert, beforeEach, it } from "vitest"
import { canaryCredentials } from "../../../../tooling/canaries/canaries.ts"
import { rsaSigner } from "../marketplace/signing/rsaSigner.ts"
import { aContainer } from "../marketplace/testing/aContainer.ts"
import { arrange, noon, seconds } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

const signer = rsaSigner()

let server: EmulatorServer
let clients: Array<MarketplaceMeteringClient>

const clientOf = (accessKeyId: string, region = "us-east-1") => {
  const client = new MarketplaceMeteringClient({
    credentials: { ...canaryCredentials, accessKeyId },
    endpoint: server.url,
    region
  })
  clients.push(client)
  return client
}

beforeEach(async () => {
  clients = []
  server = await startEmulator({ emulator: aContainer({ signer }) })
})

afterEach(async () => {
  for (const client of clients) client.destroy()
  await server.close()
})

const hoursAgo = (hours: number) =>
  DateTime.toDateUtc(DateTime.makeUnsafe(seconds(noon) * 1_000 - hours * 3_600_000))

const usage = (changes: object = {}) =>
  new MeterUsageCommand({
    ProductCode: "pod",
    Timestamp: hoursAgo(1),
    UsageDimension: "users",
    UsageQuantity: 3,
    ...changes
  })

const registration = (changes: object = {}) =>
  new RegisterUsageCommand({ ProductCode: "pod", PublicKeyVersion: 1, ...changes })

const errorOf = async (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => "no error",
    (error: Error & { readonly $metadata: { readonly httpStatusCode: number } }) => [
      error.$metadata.httpStatusCode,
      error.name
    ]
  )

const quantities = () => server.emulator.accepted().map((line) => line.quantity)

it("rule 31: nothing an AWS SDK sends later changes what was accepted", async () => {
  const client = clientOf("TASK")
  await client.send(usage())
  const before = server.emulator.accepted()

  await errorOf(client.send(usage({ UsageQuantity: 9 })))
  await errorOf(client.send(usage({ UsageAllocations: [{ AllocatedUsageQuantity: 3 }] })))
  await errorOf(client.send(usage()))

  assert.deepStrictEqual(server.emulator.accepted(), before)
})

it("rules 32 and 39: an AWS SDK in another region than its task's is refused", async () => {
  arrange(server.emulator, "seed_caller", { access_key_id: "TASK", platform: "ecs", region: "eu-west-1" })
  const away = clientOf("TASK", "us-east-1")
  const home = clientOf("TASK", "eu-west-1")

  assert.deepStrictEqual(await errorOf(away.send(usage())), [400, "InvalidEndpointRegionException"])
  assert.deepStrictEqual(await errorOf(away.send(registration())), [400, "InvalidRegionException"])
  assert.deepStrictEqual(
    [await errorOf(home.send(usage())), await errorOf(home.send(registration()))],
    ["no error", "no error"]
  )
})

it("rule 33: an AWS SDK names what is wrong with a report", async () => {
  const client = clientOf("TASK")
  const tags = [
    { Key: "k", Value: "1" },
    { Key: "k", Value: "2" }
  ]

  const errors = [
    await errorOf(client.send(usage({ ProductCode: "saas1" }))),
    await errorOf(client.send(usage({ UsageDimension: "Users" }))),
    await errorOf(client.send(usage({ UsageAllocations: [{ AllocatedUsageQuantity: 3, Tags: tags }] }))),
    await errorOf(client.send(usage({ UsageAllocations: [{ AllocatedUsageQuantity: 2 }] })))
  ]

  assert.deepStrictEqual(errors, [
    [400, "InvalidProductCodeException"],
    [400, "InvalidUsageDimensionException"],
    [400, "InvalidTagException"],
    [400, "InvalidUsageAllocationsException"]
  ])
})

it("rules 34 and 39: an AWS SDK hears of a lost subscription on the first call only", async () => {
  const [first, second] = [clientOf("FIRST"), clientOf("SECOND")]
  await first.send(usage())
  await first.send(registration())
  arrange(server.emulator, "entitle_caller", { product_code: "pod", entitled: false })

  const errors = [
    await errorOf(first.send(usage({ Timestamp: hoursAgo(0) }))),
    await errorOf(first.send(registration())),
    await errorOf(second.send(usage())),
    await errorOf(second.send(registration()))
  ]

  const refusal = [400, "CustomerNotEntitledException"]
  assert.deepStrictEqual(errors, ["no error", "no error", refusal, refusal])
})

it("rule 35: an AWS SDK is refused six hours later, and ahead of time", async () => {
  const client = clientOf("TASK")

  const errors = [
    await errorOf(client.send(usage({ Timestamp: hoursAgo(6) }))),
    await errorOf(client.send(usage({ Timestamp: hoursAgo(-1) }))),
    await errorOf(client.send(usage({ Timestamp: hoursAgo(5) })))
  ]

  const refusal = [400, "TimestampOutOfBoundsException"]
  assert.deepStrictEqual(errors, [refusal, refusal, "no error"])
})

it("rule 36: an AWS SDK gets the same id by the same token, and 409 for other parameters", async () => {
  const client = clientOf("TASK")

  const first = await client.send(usage({ ClientToken: "t" }))
  const again = await client.send(usage({ ClientToken: "t" }))
  const conflict = await errorOf(client.send(usage({ ClientToken: "t", UsageQuantity: 4 })))

  assert.strictEqual(again.MeteringRecordId, first.MeteringRecordId)
  assert.deepStrictEqual(conflict, [409, "IdempotencyConflictException"])
})

it("rule 37: an AWS SDK reports an hour once, whatever token it makes up, and a runtime as often as it likes", async () => {
  arrange(server.emulator, "seed_caller", { access_key_id: "RUNTIME", platform: "agentcore" })
  const [task, runtime] = [clientOf("TASK"), clientOf("RUNTIME")]

  const [first, again] = [await task.send(usage()), await task.send(usage())]
  const other = await errorOf(task.send(usage({ UsageQuantity: 4 })))
  await runtime.send(usage({ UsageQuantity: 5 }))
  await runtime.send(usage({ UsageQuantity: 5 }))

  assert.strictEqual(again.MeteringRecordId, first.MeteringRecordId)
  assert.deepStrictEqual(other, [400, "DuplicateRequestException"])
  assert.deepStrictEqual(quantities(), [3, 5, 5])
})

it.each(["internal", "internal_after", "drop_before", "drop_after", "html"])(
  "rule 37: an AWS SDK's own retry gets over %s, and a runtime's report is added once",
  async (kind) => {
    arrange(server.emulator, "seed_caller", { platform: "agentcore" })
    arrange(server.emulator, "inject_fault", { operation: "MeterUsage", kind })

    const { MeteringRecordId } = await clientOf("RUNTIME").send(usage())

    assert.deepStrictEqual(
      server.emulator.accepted().map((line) => [line.quantity, line.meteringRecordId]),
      [[3, MeteringRecordId]]
    )
  }
)

it("rule 38: an AWS SDK's DryRun has no id and stores nothing", async () => {
  const output = await clientOf("TASK").send(usage({ DryRun: true }))

  assert.isUndefined(output.MeteringRecordId)
  assert.deepStrictEqual(quantities(), [])
})

it("rule 39: an AWS SDK outside of ECS, EKS and Fargate is refused", async () => {
  arrange(server.emulator, "seed_caller", { access_key_id: "INSTANCE", platform: "ec2" })

  const errors = [
    await errorOf(clientOf("INSTANCE").send(registration())),
    await errorOf(clientOf("TASK").send(registration({ PublicKeyVersion: 2 }))),
    await errorOf(clientOf("TASK").send(registration({ ProductCode: "unknown" })))
  ]

  assert.deepStrictEqual(errors, [
    [400, "PlatformNotSupportedException"],
    [400, "InvalidPublicKeyVersionException"],
    [400, "InvalidProductCodeException"]
  ])
})

it("rule 40: an AWS SDK gets a token that the public key verifies, and hears when the key has expired", async () => {
  const { pem } = arrange(server.emulator, "public_key", { version: 1 })
  const client = clientOf("TASK")

  const fresh = await client.send(registration({ Nonce: "once" }))
  arrange(server.emulator, "rotate_key", {})
  const expired = await client.send(registration())

  const [header, claims, signature] = String(fresh.Signature).split(".")
  const key = { key: String(pem), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  assert.isTrue(
    verify("sha256", Buffer.from(`${header}.${claims}`), key, Buffer.from(signature ?? "", "base64url"))
  )
  assert.deepStrictEqual(JSON.parse(Buffer.from(claims ?? "", "base64url").toString()), {
    productCode: "pod",
    publicKeyVersion: 1,
    nonce: "once",
    iat: seconds(noon)
  })
  assert.isUndefined(fresh.PublicKeyRotationTimestamp)
  assert.deepStrictEqual(expired.PublicKeyRotationTimestamp, hoursAgo(0))
})
