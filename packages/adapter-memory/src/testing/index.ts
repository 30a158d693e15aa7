export { testMarketplace } from "./testMarketplace.ts"
