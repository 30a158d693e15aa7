import { Effect } from "effect"
import { encode } from "effect/encoding/Base64Url"
import { BuyerReport } from "../../model/BuyerReport.ts"
import { MeteringHour } from "../../model/MeteringHour.ts"
import { UsageRegistration } from "../../model/UsageRegistration.ts"
import { BuyerMetering } from "../../port/BuyerMetering.ts"
import { freshName } from "../builders.ts"
import { TestBuyer } from "../TestBuyer.ts"

/** Lists a product of two dimensions, and makes reports of the last hour, each with a token of its own. */
export const aContainerProduct = Effect.fnUntraced(function* (
  options: { readonly isEntitled?: boolean } = {}
) {
  const buyer = yield* TestBuyer
  const productCode = yield* freshName("product")
  yield* buyer.seed({
    dimensions: ["requests", "storage"],
    isEntitled: options.isEntitled ?? true,
    productCode
  })
  const tokens = yield* freshName("token")
  let reports = 0
  const report = (dimension: string, quantity: number, changes: Partial<BuyerReport> = {}) =>
    BuyerReport.make({
      productCode,
      dimension,
      timestamp: MeteringHour.start(MeteringHour.plus(MeteringHour.of(buyer.now), -1)),
      quantity,
      allocations: [],
      clientToken: `${tokens}-${(reports += 1)}`,
      ...changes
    })
  return { billed: buyer.billed(productCode), productCode, report }
})

/** Sends a report. */
export const send = (report: BuyerReport) =>
  Effect.flatMap(BuyerMetering, (metering) => metering.meterUsage(report))

/** Sends a report that is not taken, and returns why. */
export const refusalOf = (report: BuyerReport) =>
  Effect.map(Effect.flip(send(report)), ({ reason }) => reason)

/** Registers a container with a key that is in force, and returns all that belongs to the answer. */
export const register = Effect.fnUntraced(function* (productCode: string, publicKeyVersion?: number) {
  const buyer = yield* TestBuyer
  const metering = yield* BuyerMetering
  const version = publicKeyVersion ?? (yield* buyer.rotateKey)
  const registration = UsageRegistration.make({
    productCode,
    publicKeyVersion: version,
    nonce: yield* freshName("nonce")
  })
  const answer = yield* metering.registerUsage(registration)
  return { ...answer, publicKey: yield* buyer.publicKey(version), registration }
})

/** Registers a container in vain, and returns why. */
export const registrationRefusal = Effect.fnUntraced(function* (productCode: string) {
  const metering = yield* BuyerMetering
  const registration = UsageRegistration.make({
    productCode,
    publicKeyVersion: 1,
    nonce: yield* freshName("nonce")
  })
  return (yield* Effect.flip(metering.registerUsage(registration))).reason
})

/** Lets the caller run elsewhere for the time of an effect. */
export const runningOn = <A, E, R>(platform: "agentcore" | "none", effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(TestBuyer, (buyer) =>
    Effect.andThen(buyer.runOn(platform), effect).pipe(Effect.ensuring(buyer.runOn("ecs")))
  )

/** Writes a signature with another header or other claims, under the old bytes of the signature or others. */
export const forged = (
  signature: string,
  changes: { readonly bytes?: string; readonly claims?: object; readonly header?: object }
): string => {
  const [header = "", claims = "", bytes = ""] = signature.split(".")
  return [
    changes.header === undefined ? header : part(changes.header),
    changes.claims === undefined ? claims : part(changes.claims),
    changes.bytes ?? bytes
  ].join(".")
}

const part = (value: object): string => encode(JSON.stringify(value))
