import { Effect, Redacted } from "effect"
import { BuyerMetering } from "../../port/BuyerMetering.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { TestBuyer } from "../TestBuyer.ts"
import { aContainerProduct, forged, register, registrationRefusal, runningOn } from "./buyerSteps.ts"

/** What the registration of a container promises. */
export const registerUsageLaws: ReadonlyArray<Law<BuyerMetering | TestBuyer>> = [
  {
    name: "a registration is answered by a signature over what was asked",
    holds: Effect.gen(function* () {
      const metering = yield* BuyerMetering
      const { productCode } = yield* aContainerProduct()
      const { publicKey, registration, signature } = yield* register(productCode)
      const claims = yield* metering.claimsOf(signature, publicKey)
      yield* claimEqual(
        "product, version and nonce",
        [claims["productCode"], claims["publicKeyVersion"], claims["nonce"]],
        [productCode, registration.publicKeyVersion, registration.nonce]
      )
      yield* claim("and when", typeof claims["iat"] === "number", claims["iat"])
    })
  },
  {
    name: "a signature is not shown where it is printed",
    holds: Effect.gen(function* () {
      const { productCode } = yield* aContainerProduct()
      const { signature } = yield* register(productCode)
      const printed = JSON.stringify({ signature })
      yield* claim(
        "nor within what is printed",
        !printed.includes(Redacted.value(signature)),
        "the signature"
      )
    })
  },
  {
    name: "what was changed, unsigned, cut or signed with another key is refused",
    holds: Effect.gen(function* () {
      const buyer = yield* TestBuyer
      const metering = yield* BuyerMetering
      const { productCode } = yield* aContainerProduct()
      const { publicKey, signature } = yield* register(productCode)
      const otherKey = yield* buyer.publicKey(yield* buyer.rotateKey)
      const genuine = Redacted.value(signature)
      const attempts: ReadonlyArray<readonly [string, string, string]> = [
        ["other claims", forged(genuine, { claims: { productCode: "another" } }), publicKey],
        ["no algorithm", forged(genuine, { header: { alg: "none" }, bytes: "" }), publicKey],
        ["another algorithm", forged(genuine, { header: { alg: "RS256", typ: "JWT" } }), publicKey],
        ["cut", genuine.slice(0, -20), publicKey],
        ["another key", genuine, otherKey],
        ["no key", genuine, "-----BEGIN PUBLIC KEY-----\nnone\n-----END PUBLIC KEY-----"],
        ["no token", "not a token", publicKey]
      ]
      for (const [what, token, key] of attempts) {
        const refusal = yield* Effect.flip(metering.claimsOf(Redacted.make(token), key))
        yield* claim(`${what}: without a word of it`, !refusal.message.includes(token), refusal.message)
      }
    })
  },
  {
    name: "a version of the key that has expired is told as that, and still signs",
    holds: Effect.gen(function* () {
      const buyer = yield* TestBuyer
      const metering = yield* BuyerMetering
      const { productCode } = yield* aContainerProduct()
      const fresh = yield* register(productCode)
      yield* buyer.rotateKey
      const { keyExpiredAt, publicKey, signature } = yield* register(
        productCode,
        fresh.registration.publicKeyVersion
      )
      yield* claimEqual("in force before", fresh.keyExpiredAt, undefined)
      yield* claimEqual("since when", keyExpiredAt, buyer.now)
      yield* metering.claimsOf(signature, publicKey)
    })
  },
  {
    name: "a registration that is refused is told by name",
    holds: Effect.gen(function* () {
      const { productCode } = yield* aContainerProduct({ isEntitled: false })
      const entitled = yield* aContainerProduct()
      const refusals = [
        yield* registrationRefusal(productCode),
        yield* runningOn("none", registrationRefusal(entitled.productCode))
      ]
      yield* claimEqual(
        "who is not entitled, and where it cannot run",
        refusals.map((reason) => [reason._tag, "code" in reason ? reason.code : ""]),
        [
          ["RequestRefused", "CustomerNotEntitledException"],
          ["AccessRefused", "PlatformNotSupportedException"]
        ]
      )
    })
  },
  {
    name: "a registration without an answer may be repeated",
    holds: Effect.gen(function* () {
      const buyer = yield* TestBuyer
      const { productCode } = yield* aContainerProduct()
      for (const [fault, tag] of [
        ["answer lost", "Unanswered"],
        ["fault before the work", "Unanswered"],
        ["page of a proxy", "Unanswered"],
        ["throttled", "Throttled"]
      ] as const) {
        yield* buyer.failNext("RegisterUsage", fault)
        const reason = yield* registrationRefusal(productCode)
        yield* claimEqual(fault, [reason._tag, reason.isRetryable], [tag, true])
        yield* register(productCode)
      }
    })
  }
]
