/** What notebooks import as "duygu/unet": the speech network of paper S. */
export { describeLayers } from "../../unet/describe_layers.ts";
export { emotionUnet } from "../../unet/emotion_unet.ts";
export { publishedConfigurations } from "../../unet/published_configurations.ts";
