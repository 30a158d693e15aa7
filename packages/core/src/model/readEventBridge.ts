import { Option, Result, Schema } from "effect"
import { Agreement } from "./Agreement.ts"
import type { AgreementEvent } from "./AgreementEvent.ts"
import type { AgreementEventRefused } from "./AgreementEventRefused.ts"
import { Instant } from "./Instant.ts"
import { eventOf, guarded, readJson, refuse } from "./readJson.ts"

/**
 * Reads an EventBridge event of AWS Marketplace: its JSON text, or the object.
 *
 * - **Shape**: total for every JavaScript value. A kind that is not known becomes `Unknown`; the part of the sender, such as
 *   "- Manufacturer", is no part of the kind.
 * - **Errors**: `AgreementEventRefused`: too large, no JSON object, of another source, or without what its kind must tell.
 * - **Source**: AWS Marketplace EventBridge notifications, text of mid-2026, and payloads captured on 2026-08-20.
 *
 * **Example** (The last hour of an agreement has begun; the license as AWS's own samples spell it)
 *
 *     const event = Result.getOrThrow(
 *       readEventBridge({
 *         id: "7bb94adb-8021-4d1c-8a51-0a8f7b1ea5c0",
 *         source: "aws.agreement-marketplace",
 *         "detail-type": "License Deprovisioned - Manufacturer",
 *         time: "2026-03-10T12:10:31Z",
 *         detail: {
 *           acceptor: { accountId: "111111111111" },
 *           license: { arn: "aws:license-manager:us-east-1:294406891311:l-1b2c" },
 *           product: { id: "prod-1", code: "4ml54db8vrmju" }
 *         }
 *       })
 *     )
 *
 *     event._tag // => "LicenseDeprovisioned"
 *     event.licenseId // => "l-1b2c"
 *     Result.isFailure(readEventBridge({ source: "aws.ec2" })) // => true
 */
export const readEventBridge = (body: unknown): Result.Result<AgreementEvent, AgreementEventRefused> =>
  guarded(() =>
    Result.flatMap(readJson(body), (json) => {
      if (json["source"] !== "aws.agreement-marketplace")
        return refuse("NotOurs", "its source is not aws.agreement-marketplace")
      return Option.match(decodeBody(json), {
        onNone: () => refuse("Malformed", "a field of it is missing, or of another type"),
        onSome: read
      })
    })
  )

const Text = Schema.optionalKey(Schema.NullOr(Schema.String))

// Only what is kept: AWS adds fields, and whatever else one of them holds is no reason to refuse the event.
const Body = Schema.Struct({
  id: Schema.NonEmptyString,
  "detail-type": Schema.NonEmptyString,
  time: Schema.String,
  detail: Schema.Struct({
    acceptor: Schema.optionalKey(Schema.NullOr(Schema.Struct({ accountId: Text }))),
    agreement: Schema.optionalKey(Schema.NullOr(Schema.Struct({ id: Text, intent: Text, status: Text }))),
    license: Schema.optionalKey(Schema.NullOr(Schema.Struct({ arn: Schema.String }))),
    product: Schema.optionalKey(Schema.NullOr(Schema.Struct({ code: Text })))
  })
})

const decodeBody = Schema.decodeUnknownOption(Body)

const read = (body: typeof Body.Type): Result.Result<AgreementEvent, AgreementEventRefused> => {
  const { acceptor, agreement, license, product } = body.detail
  const kind = body["detail-type"].replace(/ - (?:Manufacturer|Proposer|Acceptor)$/, "")
  const at = Instant.parse(body.time)
  if (Result.isFailure(at)) return refuse("Malformed", `its time ${at.failure}`)
  const fields = {
    eventId: body.id,
    at: at.success,
    ...(agreement?.id && { agreementId: agreement.id }),
    ...(acceptor?.accountId && { buyer: acceptor.accountId }),
    ...(license && { licenseId: Agreement.licenseId(license.arn) }),
    ...(product?.code && { productCode: product.code })
  }
  switch (kind) {
    case "Purchase Agreement Created":
      return eventOf({ _tag: "Created", ...fields, ...(agreement?.intent && { intent: agreement.intent }) })
    case "Purchase Agreement Amended":
      return eventOf({ _tag: "Amended", ...fields })
    case "Purchase Agreement Ended":
      return eventOf({ _tag: "Ended", ...fields, ...(agreement?.status && { status: agreement.status }) })
    case "License Updated":
      return license ? eventOf({ _tag: "LicenseUpdated", ...fields }) : noLicense
    case "License Deprovisioned":
      return license ? eventOf({ _tag: "LicenseDeprovisioned", ...fields }) : noLicense
    default:
      return eventOf({ _tag: "Unknown", ...fields, kind })
  }
}

const noLicense = refuse("Malformed", "it tells of a license and names none")
