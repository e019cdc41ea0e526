/** All texts of the page, in both languages, by the keys that index.html and app.js use. */

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
    watch: "Analyse live",
    onAir: "On air: pictures are analysed, none is stored",
    noFaceNow: "No face is seen now.",
    startRecording: "Record voice",
    stopRecording: "Stop recording ({seconds} s)",
    chooseFile: "Choose file",
    level: "Loudness",
    chooseHeading: "Or choose how you feel",
    privacy:
      "Photos and recordings are processed in this server's memory only. Nothing is stored, " +
      "logged or sent elsewhere.",
    noticeHeading: "Before a face or a voice is analysed",
    notice:
      "This page estimates an emotion from a face or a voice. It is an AI system for emotion " +
      "recognition: everybody who is seen or heard must be told so before (EU AI Act, article " +
      "50(3)). It must not be used on people at work or in education, except for medical or " +
      "safety reasons (article 5(1)(f)); elsewhere it counts as high-risk (annex III, point " +
      "1(c)). It learned from acted emotions, is often wrong about strangers, and does not know " +
      "what anybody feels. More: docs/responsible-use.md in Duygu's folder.",
    noticeAccept: "I understand; start",
    noticeClose: "Do not start",
    faces: "Faces",
    face: "Face {number}",
    resultFace: "You look {emotion} ({percent})",
    resultVoice: "You sound {emotion} ({percent})",
    resultChosen: "You feel {emotion}",
    noFace: "No face was found. Look straight into the camera, in good light.",
    analysing: "Analysing …",
    photoResult: "Your photo; faces found: {count}",
    model: "Predicted by {run}, trained on {corpus}. The model can be wrong; you know best.",
    modelSynthetic: "Predicted by a model trained on SYNTHETIC data: not valid for real emotions.",
    resultUnsure: "Not sure; perhaps {emotion} ({percent})",
    readyMade: "It is ready-made: {source}, licence {licence}; one that you train takes its place.",
    figure: "Accuracy of the model on single clips of its test set: {percent}.",
    figureFace: "Accuracy of the model on the pictures of its test set: {percent}.",
    warning_silence: "The recording is silent.",
    warning_tooShort: "The recording is too short.",
    warning_clipping: "The recording is clipped: too loud for the microphone.",
    warning_opposedChannels: "The channels cancel each other; only one of them was used.",
    warning_silentChannel: "A silent channel was not used.",
    warning_level: "It is much louder or quieter than the recordings the model was trained on.",
    warning_bandwidth: "High frequencies are missing, as in a telephone call.",
    warning_duration: "It is much longer or shorter than the recordings the model was trained on.",
    warning_voice: "There is little voiced speech in it.",
    warning_features: "It is unlike the recordings the model was trained on.",
    voiceUsed: "{used} s of {duration} s were analysed.",
    musicHeading: "Music",
    recommend: "Suggest music",
    intent: "Music should",
    intentMatch: "match my mood",
    intentLift: "lift my mood",
    policy: "Chosen by",
    explicit: "explicit tracks too",
    policyPaper: "tempo and key (paper F)",
    policyPlane: "mood and energy",
    madeUp: "These tracks are made up; none of them exists. For real ones, start the server " +
      "with --music and a folder of yours, or with --tracks and a table.",
    play: "Play",
    playTrack: "Play {name}",
    player: "Player",
    sound: "Sound of the track",
    nowPlaying: "Playing: {track}",
    next: "Next",
    skipTrack: "Skip (less like this)",
    like: "Like",
    refuse: "Not this again",
    pressPlay: "The browser waits for you: press its play button.",
    cannotPlay: "This browser cannot play {name}.",
    listEnded: "The list has ended.",
    tasteKept:
      "Kept in this browser only: liked {liked}, skipped {skipped}, never again {refused}.",
    exportTaste: "Save these as a file",
    forget: "Forget these",
    songLanguage: "Sung in",
    anySongLanguage: "any language",
    noTracks: "No track fits these choices.",
    sessionKept:
      "What was recognised, chosen and played in this visit is kept in this page only, " +
      "until it is closed.",
    exportJson: "Save it as JSON",
    exportCsv: "Save it as a table (CSV)",
    searchAt: "Look for {name} at {service}",
    musicHint: "First show, say or choose how you feel.",
    musicReady: "{count} tracks for {emotion}",
    photoMissing: "No model for faces is trained yet. To train one, run:",
    speechMissing: "No model for voices is trained yet. To train one, run:",
    cameraRefused: "The camera was not allowed. Allow it beside the page's address, or choose a " +
      "photo or an emotion.",
    cameraMissing: "No camera was found. Choose a photo or an emotion.",
    cameraBusy: "The camera cannot be used; another program may be using it.",
    cameraAutoplay:
      "The browser did not let the picture play by itself. Press “Start camera” once " +
      "more.",
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
    error_busy: "The server is busy. Try again in {seconds} s.",
    error_too_many_requests: "Too many requests. Try again in {seconds} s.",
    error_took_too_long: "The analysis took too long.",
    error_not_trained: "No model is trained for this yet.",
    error_network: "The server cannot be reached. Is it still running?",
    error_other: "Something went wrong ({code}).",
  },
  tr: {
    title: "Duygu: ruh haline göre müzik",
    tagline: "Yüz ifadene, sesine ya da seçimine göre ruh haline uygun müzik",
    skip: "Müziğe geç",
    language: "Dil",
    showHeading: "Nasıl hissettiğini göster ya da söyle",
    cameraPicture: "Kamera görüntüsü",
    dropHint: "Kamerayı aç ya da buraya bir fotoğraf veya ses kaydı bırak.",
    startCamera: "Kamerayı aç",
    stopCamera: "Kamerayı kapat",
    capture: "Fotoğraf çek",
    watch: "Canlı analiz",
    onAir: "Yayında: görüntüler analiz ediliyor, hiçbiri saklanmıyor",
    noFaceNow: "Şu anda yüz görünmüyor.",
    startRecording: "Ses kaydet",
    stopRecording: "Kaydı bitir ({seconds} sn)",
    chooseFile: "Dosya seç",
    level: "Ses düzeyi",
    chooseHeading: "Ya da duygunu seç",
    privacy: "Fotoğraflar ve ses kayıtları yalnızca bu sunucunun belleğinde işlenir. Hiçbir şey " +
      "saklanmaz, günlüğe yazılmaz, başka yere gönderilmez.",
    noticeHeading: "Yüz ya da ses analiz edilmeden önce",
    notice:
      "Bu sayfa yüzden ya da sesten duygu tahmin eder. Bir duygu tanıma yapay zekâ sistemidir: " +
      "görüntüsü ya da sesi alınan herkese bunun önceden söylenmesi gerekir (AB Yapay Zekâ " +
      "Yasası, madde 50(3)). Tıbbi nedenler ya da güvenlik dışında iş yerinde ve eğitimde " +
      "insanlar üzerinde kullanılması yasaktır (madde 5(1)(f)); başka yerlerde yüksek riskli " +
      "sayılır (ek III, 1(c) bendi). Canlandırılmış duygulardan öğrenmiştir, tanımadığı " +
      "kişilerde sık yanılır ve kimsenin ne hissettiğini bilmez. Ayrıntılar: Duygu klasöründe " +
      "docs/responsible-use.md.",
    noticeAccept: "Anladım, başlat",
    noticeClose: "Başlatma",
    faces: "Yüzler",
    face: "{number}. yüz",
    resultFace: "{emotion} görünüyorsun ({percent})",
    resultVoice: "Sesin {emotion} geliyor ({percent})",
    resultChosen: "Seçtiğin duygu: {emotion}",
    noFace: "Yüz bulunamadı. İyi ışıkta doğrudan kameraya bak.",
    analysing: "Analiz ediliyor …",
    photoResult: "Fotoğrafın; bulunan yüz sayısı: {count}",
    model: "{corpus} verisiyle eğitilen {run} modelinin tahmini. Model yanılabilir; nasıl " +
      "hissettiğini en iyi sen bilirsin.",
    modelSynthetic:
      "Yapay (SYNTHETIC) veriyle eğitilmiş bir modelin tahmini: gerçek duygular için " +
      "geçerli değildir.",
    resultUnsure: "Kesin değil; belki {emotion} ({percent})",
    readyMade:
      "Hazır bir model: {source}, lisans {licence}; kendi eğiteceğin model onun yerini alır.",
    figure: "Modelin test kümesindeki doğruluğu (her kayıt tek başına): {percent}.",
    figureFace: "Modelin test kümesindeki resimlerde doğruluğu: {percent}.",
    warning_silence: "Kayıt sessiz.",
    warning_tooShort: "Kayıt çok kısa.",
    warning_clipping: "Kayıtta kırpılma var: ses mikrofon için fazla yüksek.",
    warning_opposedChannels: "Kanallar birbirini söndürüyor; yalnızca biri kullanıldı.",
    warning_silentChannel: "Sessiz bir kanal kullanılmadı.",
    warning_level: "Ses, modelin eğitildiği kayıtlardan çok daha yüksek ya da kısık.",
    warning_bandwidth: "Telefon görüşmelerindeki gibi yüksek frekanslar eksik.",
    warning_duration: "Kayıt, modelin eğitildiği kayıtlardan çok daha uzun ya da kısa.",
    warning_voice: "Kayıtta çok az konuşma var.",
    warning_features: "Kayıt, modelin eğitildiği kayıtlara benzemiyor.",
    voiceUsed: "{duration} saniyenin {used} saniyesi analiz edildi.",
    musicHeading: "Müzik",
    recommend: "Müzik öner",
    intent: "Müzik",
    intentMatch: "ruh halime uysun",
    intentLift: "keyfimi yerine getirsin",
    policy: "Ölçüt",
    explicit: "müstehcen sözlü parçalar da",
    policyPaper: "tempo ve ton (F makalesi)",
    policyPlane: "neşe ve canlılık",
    madeUp: "Bu parçalar uydurmadır, hiçbiri gerçek değildir. Gerçek parçalar için sunucuyu " +
      "--music seçeneği ve bir müzik klasörüyle ya da --tracks seçeneği ve bir tabloyla başlat.",
    play: "Çal",
    playTrack: "Çal: {name}",
    player: "Çalar",
    sound: "Parçanın sesi",
    nowPlaying: "Çalıyor: {track}",
    next: "Sonraki",
    skipTrack: "Atla (böylesi az olsun)",
    like: "Beğen",
    refuse: "Bunu bir daha önerme",
    pressPlay: "Tarayıcı seni bekliyor: kendi çal düğmesine bas.",
    cannotPlay: "Bu tarayıcı {name} parçasını çalamıyor.",
    listEnded: "Liste bitti.",
    tasteKept: "Yalnızca bu tarayıcıda saklanır: beğenilen {liked}, atlanan {skipped}, " +
      "bir daha önerilmeyecek {refused}.",
    exportTaste: "Bunları dosyaya kaydet",
    forget: "Bunları unut",
    songLanguage: "Şarkı dili",
    anySongLanguage: "fark etmez",
    noTracks: "Bu seçimlere uyan parça yok.",
    sessionKept:
      "Bu ziyarette tanınan, seçilen ve çalınanlar yalnızca bu sayfada, kapatılana dek " +
      "tutulur.",
    exportJson: "JSON olarak kaydet",
    exportCsv: "Tablo (CSV) olarak kaydet",
    searchAt: "{name} parçasını {service} üzerinde ara",
    musicHint: "Önce nasıl hissettiğini göster, söyle ya da seç.",
    musicReady: "{emotion} için {count} parça",
    photoMissing: "Yüzler için henüz eğitilmiş model yok. Eğitmek için şunu çalıştır:",
    speechMissing: "Sesler için henüz eğitilmiş model yok. Eğitmek için şunu çalıştır:",
    cameraRefused:
      "Kameraya izin verilmedi. Sayfa adresinin yanından izin ver ya da bir fotoğraf " +
      "veya duygu seç.",
    cameraMissing: "Kamera bulunamadı. Bir fotoğraf ya da duygu seç.",
    cameraBusy: "Kamera kullanılamıyor; başka bir program kullanıyor olabilir.",
    cameraAutoplay: "Tarayıcı görüntünün kendiliğinden oynamasına izin vermedi. “Kamerayı aç” " +
      "düğmesine bir kez daha bas.",
    microphoneRefused:
      "Mikrofona izin verilmedi. Sayfa adresinin yanından izin ver ya da bir ses " +
      "kaydı veya duygu seç.",
    microphoneMissing: "Mikrofon bulunamadı. Bir ses kaydı ya da duygu seç.",
    microphoneBusy: "Mikrofon kullanılamıyor; başka bir program kullanıyor olabilir.",
    insecure: "Tarayıcılar kamera ve mikrofona yalnızca localhost'taki ya da https ile açılan " +
      "sayfalarda izin verir. Bir dosya ya da duygu seç.",
    wrongFile: "JPEG, PNG ya da WebP fotoğraf veya WAV ya da FLAC ses kaydı bekleniyordu.",
    tooQuiet: "Hiçbir şey duyulmadı. Mikrofona yaklaşıp yeniden dene.",
    error_too_large: "Dosya çok büyük: en çok {megabytes} MB.",
    error_unsupported_type:
      "JPEG, PNG ya da WebP fotoğraf veya WAV ya da FLAC ses kaydı bekleniyordu.",
    error_unreadable: "Dosya okunamıyor: bozuk, çok büyük ya da çok uzun.",
    error_busy: "Sunucu şu anda meşgul. {seconds} sn sonra yeniden dene.",
    error_too_many_requests: "Çok sık istek gönderildi. {seconds} sn sonra yeniden dene.",
    error_took_too_long: "Analiz çok uzun sürdü.",
    error_not_trained: "Bunun için henüz eğitilmiş model yok.",
    error_network: "Sunucuya ulaşılamıyor. Hâlâ çalışıyor mu?",
    error_other: "Bir hata oluştu ({code}).",
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
    neutral: "nötr",
    calm: "sakin",
  },
};
