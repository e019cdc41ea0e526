/** Everything that the page says, in both languages, by the keys that index.html and app.js use. */

/** @typedef {"en" | "tr"} Language */

/** @type {Record<Language, Record<string, string>>} */
export const texts = {
  en: {
    title: "Duygu: music for your mood",
    tagline: "Music for your mood, from your face, your voice or your choice",
    skip: "Skip to the music",
    language: "Language",
    showHeading: "Show or say how you feel",
    cameraPicture: "Picture of the camera",
    dropHint: "Start the camera, or drop a photo or a recording here.",
    startCamera: "Start camera",
    stopCamera: "Stop camera",
    capture: "Take photo",
    startRecording: "Record voice",
    stopRecording: "Stop recording ({seconds} s)",
    chooseFile: "Choose file",
    level: "Loudness",
    chooseHeading: "Or choose how you feel",
    privacy:
      "Photos and recordings are worked on in this server's memory only. Nothing is stored, " +
      "logged or sent elsewhere.",
    faces: "Faces",
    face: "Face {number}",
    resultFace: "You look {emotion} ({percent})",
    resultVoice: "You sound {emotion} ({percent})",
    resultChosen: "You feel {emotion}",
    noFace: "No face was found. Look straight into the camera, in good light.",
    analysing: "Analysing …",
    photoResult: "Your photo; faces found: {count}",
    model: "By the network {run}, trained on {corpus}. Networks err; you know better.",
    modelSynthetic: "By a network trained on SYNTHETIC data: what it says means nothing.",
    voiceUsed: "It heard {used} s of {duration} s.",
    musicHeading: "Music",
    recommend: "Suggest music",
    intent: "Music should",
    intentMatch: "match my mood",
    intentLift: "lift my mood",
    policy: "Chosen by",
    policyPaper: "tempo and key",
    policyPlane: "mood and energy",
    madeUp: "These tracks are made up, none of them exists. To get real ones, start the server " +
      "with --tracks and a table of yours.",
    musicHint: "First show, say or choose how you feel.",
    musicReady: "{count} tracks for {emotion}",
    photoMissing: "No network for faces is trained yet. To train one, run:",
    speechMissing: "No network for voices is trained yet. To train one, run:",
    cameraRefused: "The camera was not allowed. Allow it beside the page's address, or choose a " +
      "photo or an emotion.",
    cameraMissing: "No camera was found. Choose a photo or an emotion.",
    cameraBusy: "The camera cannot be used; another program may be using it.",
    microphoneRefused: "The microphone was not allowed. Allow it beside the page's address, or " +
      "choose a recording or an emotion.",
    microphoneMissing: "No microphone was found. Choose a recording or an emotion.",
    microphoneBusy: "The microphone cannot be used; another program may be using it.",
    insecure: "Browsers give camera and microphone only to pages at localhost or over https. " +
      "Choose a file or an emotion.",
    wrongFile: "Expected a JPEG, PNG or WebP photo, or a WAV or FLAC recording.",
    tooQuiet: "Nothing was heard. Try again, closer to the microphone.",
    error_too_large: "The file is too large: at most {megabytes} MB.",
    error_unsupported_type: "Expected a JPEG, PNG or WebP photo, or a WAV or FLAC recording.",
    error_unreadable: "The file cannot be read: it is damaged, too large or too long.",
    error_busy: "Too much is being asked at once. Try again in {seconds} s.",
    error_too_many_requests: "That was a bit fast. Try again in {seconds} s.",
    error_took_too_long: "The analysis took too long.",
    error_not_trained: "No network is trained for this yet.",
    error_network: "The server cannot be reached. Is it still running?",
    error_other: "That did not work ({code}).",
  },
  tr: {
    title: "Duygu: ruh haline göre müzik",
    tagline: "Yüzünden, sesinden ya da seçiminden ruh haline göre müzik",
    skip: "Müziğe geç",
    language: "Dil",
    showHeading: "Nasıl hissettiğini göster ya da söyle",
    cameraPicture: "Kamera görüntüsü",
    dropHint: "Kamerayı aç ya da buraya bir fotoğraf veya ses kaydı bırak.",
    startCamera: "Kamerayı aç",
    stopCamera: "Kamerayı kapat",
    capture: "Fotoğraf çek",
    startRecording: "Ses kaydet",
    stopRecording: "Kaydı bitir ({seconds} sn)",
    chooseFile: "Dosya seç",
    level: "Ses düzeyi",
    chooseHeading: "Ya da duygunu seç",
    privacy: "Fotoğraflar ve ses kayıtları yalnızca bu sunucunun belleğinde işlenir. Hiçbir şey " +
      "saklanmaz, günlüğe yazılmaz, başka yere gönderilmez.",
    faces: "Yüzler",
    face: "{number}. yüz",
    resultFace: "{emotion} görünüyorsun ({percent})",
    resultVoice: "Sesin {emotion} geliyor ({percent})",
    resultChosen: "Seçtiğin duygu: {emotion}",
    noFace: "Yüz bulunamadı. İyi ışıkta doğrudan kameraya bak.",
    analysing: "İnceleniyor …",
    photoResult: "Fotoğrafın; bulunan yüz sayısı: {count}",
    model: "{corpus} ile eğitilen {run} ağının tahmini. Ağlar yanılır; en iyi sen bilirsin.",
    modelSynthetic: "YAPAY (SYNTHETIC) veriyle eğitilmiş bir ağın tahmini: hiçbir anlamı yoktur.",
    voiceUsed: "{duration} saniyenin {used} saniyesi dinlendi.",
    musicHeading: "Müzik",
    recommend: "Müzik öner",
    intent: "Müzik",
    intentMatch: "ruh halime uysun",
    intentLift: "keyfimi yerine getirsin",
    policy: "Ölçüt",
    policyPaper: "tempo ve ton",
    policyPlane: "neşe ve canlılık",
    madeUp: "Bu parçalar uydurmadır, hiçbiri gerçek değildir. Gerçekleri için sunucuyu --tracks " +
      "ile kendi tablonla başlat.",
    musicHint: "Önce nasıl hissettiğini göster, söyle ya da seç.",
    musicReady: "{emotion} için {count} parça",
    photoMissing: "Yüzler için henüz eğitilmiş bir ağ yok. Eğitmek için çalıştır:",
    speechMissing: "Sesler için henüz eğitilmiş bir ağ yok. Eğitmek için çalıştır:",
    cameraRefused:
      "Kameraya izin verilmedi. Sayfa adresinin yanından izin ver ya da bir fotoğraf " +
      "veya duygu seç.",
    cameraMissing: "Kamera bulunamadı. Bir fotoğraf ya da duygu seç.",
    cameraBusy: "Kamera kullanılamıyor; başka bir program kullanıyor olabilir.",
    microphoneRefused:
      "Mikrofona izin verilmedi. Sayfa adresinin yanından izin ver ya da bir ses " +
      "kaydı veya duygu seç.",
    microphoneMissing: "Mikrofon bulunamadı. Bir ses kaydı ya da duygu seç.",
    microphoneBusy: "Mikrofon kullanılamıyor; başka bir program kullanıyor olabilir.",
    insecure: "Tarayıcılar kamera ve mikrofonu yalnızca localhost'taki ya da https'li sayfalara " +
      "verir. Bir dosya ya da duygu seç.",
    wrongFile: "JPEG, PNG ya da WebP fotoğraf veya WAV ya da FLAC ses kaydı bekleniyordu.",
    tooQuiet: "Hiçbir şey duyulmadı. Mikrofona yaklaşıp yeniden dene.",
    error_too_large: "Dosya çok büyük: en çok {megabytes} MB.",
    error_unsupported_type:
      "JPEG, PNG ya da WebP fotoğraf veya WAV ya da FLAC ses kaydı bekleniyordu.",
    error_unreadable: "Dosya okunamıyor: bozuk, çok büyük ya da çok uzun.",
    error_busy: "Aynı anda çok istek var. {seconds} sn sonra yeniden dene.",
    error_too_many_requests: "Biraz hızlı oldu. {seconds} sn sonra yeniden dene.",
    error_took_too_long: "İnceleme çok uzun sürdü.",
    error_not_trained: "Bunun için henüz eğitilmiş bir ağ yok.",
    error_network: "Sunucuya ulaşılamıyor. Hâlâ çalışıyor mu?",
    error_other: "Olmadı ({code}).",
  },
};

/** Emotions in the order in which they are offered. */
export const emojis = {
  happy: "😊",
  calm: "😌",
  neutral: "😐",
  surprise: "😲",
  sad: "😢",
  fear: "😨",
  angry: "😠",
  disgust: "🤢",
};

/**
 * Names of emotions, also by what corpora call them.
 * @type {Record<Language, Record<string, string>>}
 */
export const emotionNames = {
  en: {
    angry: "angry",
    disgust: "disgusted",
    fear: "afraid",
    happy: "happy",
    sad: "sad",
    surprise: "surprised",
    surprised: "surprised",
    neutral: "neutral",
    calm: "calm",
  },
  tr: {
    angry: "sinirli",
    disgust: "tiksinmiş",
    fear: "korkmuş",
    happy: "mutlu",
    sad: "üzgün",
    surprise: "şaşkın",
    surprised: "şaşkın",
    neutral: "doğal",
    calm: "sakin",
  },
};
