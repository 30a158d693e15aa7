export { claim, claimEqual, LawBroken, type Law } from "./Law.ts"
export { TestTransactions } from "./TestTransactions.ts"
export {
  aMeter,
  at,
  exampleProduct,
  exampleRegion,
  freshAccount,
  freshAgreement,
  freshEvent,
  freshName,
  hourOf,
  quantity,
  sealAt
} from "./builders.ts"
export { clockAt } from "./clockAt.ts"
export { hostileAnswers, wellMeant } from "./hostileAnswers.ts"
export { usageOutboxLaws } from "./laws/usageOutboxLaws.ts"
export { subscriptionRegistryLaws } from "./laws/subscriptionRegistryLaws.ts"
export { agreementInboxLaws } from "./laws/agreementInboxLaws.ts"
export { ledgerAuditLaws } from "./laws/ledgerAuditLaws.ts"
export { recordLedgerLaws } from "./laws/recordLedgerLaws.ts"
export { recordReviewLaws } from "./laws/recordReviewLaws.ts"
export { customerResolutionLaws } from "./laws/customerResolutionLaws.ts"
export { entitlementsLaws } from "./laws/entitlementsLaws.ts"
export { usageTransportLaws } from "./laws/usageTransportLaws.ts"
export { TestMarketplace, type BilledRecord, type PlannedFault } from "./TestMarketplace.ts"
export { buyerMeteringLaws } from "./laws/buyerMeteringLaws.ts"
export { TestBuyer, type BilledReport } from "./TestBuyer.ts"
export { booksLaws } from "./laws/booksLaws.ts"
export { reporterStoreLaws } from "./laws/reporterStoreLaws.ts"
