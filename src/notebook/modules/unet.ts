/** What notebooks import as "duygu/unet": the speech network of paper S. */
export { describeLayers, type LayerDescription } from "../../unet/describe_layers.ts";
export { emotionUnet, type EmotionUnetConfig } from "../../unet/emotion_unet.ts";
export { publishedConfigurations } from "../../unet/published_configurations.ts";
export type { UnetFilters } from "../../unet/unet_path.ts";
