/** What notebooks import as "duygu/unet": the speech network of paper S. */
export {
  describeLayers,
  emotionUnet,
  type EmotionUnetConfig,
  type LayerDescription,
  type UnetFilters,
} from "../../unet/emotion_unet.ts";
export { publishedConfigurations } from "../../unet/published_configurations.ts";
