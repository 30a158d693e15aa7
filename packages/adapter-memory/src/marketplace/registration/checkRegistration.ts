import type { Platform } from "../caller/Caller.ts"
import { isAdmitted } from "../caller/isAdmitted.ts"
import { isContainerProduct } from "../caller/isContainerProduct.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { sellerAccount } from "../sellerAccount.ts"
import type { Registration } from "./Registration.ts"

/**
 * Checks where a container runs, the key version, the product and the entitlement, in this order: rule 39.
 *
 * - **Source**: AWS SDK 3.1138, RegisterUsage, read 2026-11-21; the message on the platform as captured in
 *   aws/aws-sdk-cpp issue 1538.
 */
export const checkRegistration = (
  { ProductCode, PublicKeyVersion }: Registration,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  const { caller, region } = context
  if (!containerPlatforms.has(caller.platform)) return platformNotSupported
  if (caller.region !== null && caller.region !== region) {
    return refuse(
      "InvalidRegionException",
      `The container runs in ${caller.region}; call the endpoint of its own region`
    )
  }
  if (PublicKeyVersion > state.keyRotations.length + 1) {
    return refuse("InvalidPublicKeyVersionException", "The version of the public key is unknown")
  }
  if (!isContainerProduct(ProductCode, state)) {
    return refuse("InvalidProductCodeException", "The product code is not that of a container product")
  }
  const isPreview = caller.accountId === sellerAccount && context.choices.preview_in_seller_account === "yes"
  if (isPreview || isAdmitted({ operation: "RegisterUsage", productCode: ProductCode }, state, context)) {
    return undefined
  }
  return refuse("CustomerNotEntitledException", "The account is not subscribed to the product")
}

/** The answer to a container that runs elsewhere than in ECS, EKS or Fargate. */
export const platformNotSupported = refuse(
  "PlatformNotSupportedException",
  "This operation can only be called from within an ECS task or an EKS pod"
)

const containerPlatforms: ReadonlySet<Platform> = new Set<Platform>(["ecs", "eks", "fargate"])
