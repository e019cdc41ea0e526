/** What notebooks import as "duygu/faces": finding, cutting out, varying and classifying faces. */
export { loadImages } from "../../data/images/load_images.ts";
export { photoDataUrl } from "../../data/images/photo_data_url.ts";
export { readImage } from "../../data/images/read_image.ts";
export { createImageAugmenter } from "../../facecnn/augment_image.ts";
export { cropFace } from "../../facecnn/crop_face.ts";
export { createFaceDetector } from "../../facecnn/detect_faces.ts";
export { noAugmentation, paperAugmentation } from "../../facecnn/image_augmentation.ts";
export { compactResNet, defaultCompactResNet } from "../../facecnn/compact_res_net.ts";
export { defaultMobileNet, mobileNet } from "../../facecnn/mobile_net.ts";
export { openPhotoPredictor } from "../../facecnn/predict_photo.ts";
export { openFacePredictor } from "../../train/open_face_predictor.ts";
