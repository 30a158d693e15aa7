import {
  MarketplaceMeteringClient,
  type MarketplaceMeteringClientConfig
} from "@aws-sdk/client-marketplace-metering"
import type { AwsClientOptions } from "./AwsClientOptions.ts"
import { clientConfig } from "./clientConfig.ts"

/** Makes the client that options describe. */
export const makeClient = (
  options: AwsClientOptions,
  region?: NonNullable<MarketplaceMeteringClientConfig["region"]>
): MarketplaceMeteringClient =>
  new MarketplaceMeteringClient({
    ...clientConfig(options),
    ...(region === undefined ? {} : { region })
  })
