import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { aQueue, aStore, credentials, deprovisioned, reading, until } from "../../test/queueSteps.ts"
import { startSts } from "../../test/stsServer.ts"
import type { AgreementQueueOptions } from "./AgreementQueueOptions.ts"

const roleArn = "arn:aws:iam::111111111111:role/seller"

const anSts = (externalId: string) =>
  Effect.acquireRelease(
    Effect.promise(() => startSts({ externalId })),
    (sts) => Effect.sync(sts.close)
  )

const aFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "tallyhour-queue-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
)

/** A profile in files of its own. */
const aProfile = Effect.gen(function* () {
  const folder = yield* aFolder
  const filepath = join(folder, "credentials")
  const configFilepath = join(folder, "config")
  yield* Effect.promise(() =>
    writeFile(
      filepath,
      "[seller]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = canary-profile-secret\n"
    )
  )
  yield* Effect.promise(() => writeFile(configFilepath, "[profile seller]\nregion = us-east-1\n"))
  return { name: "seller", filepath, configFilepath }
})

/** The keys that have signed what reading a queue of one message asks for. */
const keysOf = Effect.fnUntraced(function* (options: Partial<AgreementQueueOptions>) {
  const server = yield* aQueue()
  server.send(deprovisioned())
  yield* reading(server.queueUrl, options)
  yield* until(() => server.left().length === 0)
  return server.requests.slice(0, 2).map(({ accessKeyId, operation }) => [operation, accessKeyId])
})

describe("who reads a queue", () => {
  it.effect("is a role, assumed by the credentials given", () =>
    Effect.gen(function* () {
      const sts = yield* anSts("agreed")

      const keys = yield* keysOf({ assumeRole: { roleArn, externalId: "agreed", endpoint: sts.url } })

      const [asked] = sts.asked
      assert.deepStrictEqual([asked?.accessKeyId, asked?.roleArn], [credentials.accessKeyId, roleArn])
      assert.deepStrictEqual(keys, [
        ["ReceiveMessage", "ASIAROLE1"],
        ["DeleteMessageBatch", "ASIAROLE1"]
      ])
    }).pipe(Effect.provide(aStore()))
  )

  it.effect("is a profile of files of its own", () =>
    Effect.gen(function* () {
      const profile = yield* aProfile

      const keys = yield* keysOf({ profile })

      assert.deepStrictEqual(keys, [
        ["ReceiveMessage", "AKIDPROFILE"],
        ["DeleteMessageBatch", "AKIDPROFILE"]
      ])
    }).pipe(Effect.provide(aStore()))
  )

  it.effect("is nobody where STS refuses the role: that is said, and no external id", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      const sts = yield* anSts("agreed")

      const assumeRole = { roleArn, externalId: "canary", endpoint: sts.url }
      const { told } = yield* reading(server.queueUrl, { assumeRole })
      yield* until(() => told.length > 0)

      assert.include(told[0], "The process finds no AWS credentials")
      assert.notInclude(told.join(), "canary")
      assert.deepStrictEqual(server.requests, [])
    }).pipe(Effect.provide(aStore()))
  )
})
