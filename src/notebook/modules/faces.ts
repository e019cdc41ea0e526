/** What notebooks import as "duygu/faces": finding, cutting out, varying and classifying faces. */
export {
  type ImageSet,
  type ImageSource,
  loadImages,
  type LoadImagesOptions,
} from "../../data/images/load_images.ts";
export {
  type Image,
  photoDataUrl,
  readImage,
  type ReadImageOptions,
} from "../../data/images/read_image.ts";
export {
  createImageAugmenter,
  type ImageAugmentation,
  type ImageAugmenter,
  noAugmentation,
  paperAugmentation,
} from "../../facecnn/augment_image.ts";
export {
  type Box,
  cropFace,
  type CropOptions,
  type GreyImage,
  type QuarterTurn,
} from "../../facecnn/grey_image.ts";
export {
  createFaceDetector,
  type DetectOptions,
  type Face,
  type FaceDetector,
} from "../../facecnn/detect_faces.ts";
export {
  compactResNet,
  type CompactResNetConfig,
  defaultCompactResNet,
  wideCompactResNet,
} from "../../facecnn/compact_res_net.ts";
export { defaultMobileNet, mobileNet, type MobileNetConfig } from "../../facecnn/mobile_net.ts";
export {
  type DetectorName,
  detectorNames,
  type FaceClassifier,
  type FacePrediction,
  openPhotoPredictor,
  type PhotoOptions,
  type PhotoPrediction,
  type PhotoPredictor,
  type PhotoSource,
} from "../../facecnn/predict_photo.ts";
export { openFacePredictor } from "../../train/predict.ts";
