import type { Agreement } from "../Agreement.ts"
import { base36From } from "../base36From.ts"
import { isoSeconds } from "../isoSeconds.ts"
import { joinKey } from "../joinKey.ts"
import { sellerAccount } from "../sellerAccount.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { uuidFrom } from "../uuidFrom.ts"
import type { Notice } from "./noticesOf.ts"

/**
 * Returns the EventBridge events of a notice, for a seller that is manufacturer and proposer at once.
 *
 * The agreement's own event comes first and says nothing of licence or product; the license's event, if there is a
 * license, follows it.
 *
 * - **Source**: AWS Marketplace EventBridge notifications, text of mid-2026, and payloads captured on 2026-08-20.
 */
export const eventBridgeEvents = (
  notice: Notice,
  agreement: Agreement,
  seed: string
): ReadonlyArray<JsonObject> => {
  const envelope = envelopeOf(notice, agreement, seed)
  if (notice.what === "subscribed" || notice.what === "renewed") {
    return [
      envelope("Purchase Agreement Created - Proposer", createdDetail(notice, agreement, seed)),
      ...licenseEvents("License Updated - Manufacturer", agreement, envelope, seed)
    ]
  }
  if (!notice.endsAgreement) return []
  return [
    envelope("Purchase Agreement Ended - Proposer", {
      agreement: { id: agreementId(agreement, seed), status: "CANCELLED" }
    }),
    ...licenseEvents("License Deprovisioned - Manufacturer", agreement, envelope, seed)
  ]
}

type Envelope = (detailType: string, detail: JsonObject) => JsonObject

const envelopeOf =
  (notice: Notice, agreement: Agreement, seed: string): Envelope =>
  (detailType, detail) => {
    const identity = [seed, detailType, identityOf(agreement), String(notice.at), notice.what]
    return {
      version: "0",
      id: uuidFrom(...identity),
      "detail-type": detailType,
      source: "aws.agreement-marketplace",
      account: sellerAccount,
      time: isoSeconds(notice.at),
      region: "us-east-1",
      resources: [`arn:aws:aws-marketplace::aws:agreement:${agreementId(agreement, seed)}`],
      detail: {
        requestId: uuidFrom("request", ...identity),
        catalog: "AWSMarketplace",
        ...detail,
        acceptor: { accountId: agreement.accountId },
        proposer: { accountId: sellerAccount },
        offer: { id: `offer-${base36From(seed, "offer", agreement.productCode).slice(0, 13)}` }
      }
    }
  }

const createdDetail = (notice: Notice, agreement: Agreement, seed: string): JsonObject => ({
  agreement: {
    id: agreementId(agreement, seed),
    intent: notice.what === "renewed" ? "RENEW" : "NEW",
    status: "ACTIVE",
    acceptanceTime: isoSeconds(notice.at),
    startTime: isoSeconds(notice.at),
    // The observed end of an agreement that is paid as it is used.
    endTime: "9999-01-01T00:00:00Z"
  },
  resaleAuthorization: { id: null }
})

const licenseEvents = (
  detailType: string,
  agreement: Agreement,
  envelope: Envelope,
  seed: string
): ReadonlyArray<JsonObject> =>
  agreement.licenseArn === null
    ? []
    : [
        envelope(detailType, {
          agreement: { id: agreementId(agreement, seed) },
          product: {
            id: `prod-${base36From(seed, "product", agreement.productCode).slice(0, 13)}`,
            code: agreement.productCode
          },
          license: { arn: agreement.licenseArn }
        })
      ]

const agreementId = (agreement: Agreement, seed: string): string =>
  `agmt-${base36From(seed, "agreement", identityOf(agreement))}`

const identityOf = ({ accountId, licenseArn, productCode }: Agreement): string =>
  joinKey(productCode, accountId, licenseArn ?? "")
