import type { Texts } from './en.ts';

/** The sign-in pages in Microsoft's own German. */
export const de: Texts = {
  title: 'Bei Ihrem Konto anmelden',
  signIn: 'Anmelden',
  usernameHint: 'E-Mail, Telefon oder Skype',
  next: 'Weiter',
  back: 'Zurück',
  cantAccess: 'Sie können nicht auf Ihr Konto zugreifen?',
  signInOptions: 'Anmeldeoptionen',
  usernameEmpty: 'Geben Sie eine gültige E-Mail-Adresse, Telefonnummer oder einen Skype-Namen ein.',
  usernameUnknown:
    'Dieser Benutzername ist möglicherweise nicht korrekt. Überprüfen Sie, ob Sie ihn richtig eingegeben haben. Wenden Sie sich andernfalls an Ihren Administrator.',
  domainUnknown:
    'Wir konnten kein Konto mit diesem Benutzernamen finden. Versuchen Sie es mit einem anderen Konto, oder erstellen Sie ein neues Microsoft-Konto.',
  lookupFailed:
    'Bei der Suche nach Ihrem Konto ist ein Problem aufgetreten. Tippen Sie auf „Weiter“, um es erneut zu versuchen.',
  enterPassword: 'Kennwort eingeben',
  password: 'Kennwort',
  forgotPassword: 'Kennwort vergessen',
  passwordEmpty: 'Geben Sie Ihr Kennwort ein.',
  passwordWrong:
    'Ihr Konto oder Kennwort ist nicht korrekt. Wenn Sie sich nicht mehr an Ihr Kennwort erinnern, setzen Sie es jetzt zurück.',
  locked:
    'Ihr Konto wurde gesperrt. Wenden Sie sich an Ihren Support, um es zu entsperren, und versuchen Sie es dann erneut.',
  disabled:
    'Ihr Konto wurde gesperrt. Wenden Sie sich an Ihren Support, um es zu entsperren, und versuchen Sie es dann erneut.',
  expired: 'Ihr Kennwort ist abgelaufen oder muss geändert werden.',
  somethingWrong: 'Leider können wir Sie derzeit nicht anmelden.',
  verifyIdentity: 'Identität überprüfen',
  moreInformation: 'Weitere Informationen',
  enterCode: 'Code eingeben',
  enterCodeDescription:
    'Geben Sie den Code ein, der in der Authenticator-App auf Ihrem Mobilgerät angezeigt wird.',
  enterCodeSms: 'Wir haben eine SMS an Ihr Telefon gesendet. Geben Sie den Code ein, um sich anzumelden.',
  code: 'Code',
  verify: 'Überprüfen',
  rememberMfa: '90 Tage lang nicht erneut fragen',
  anotherWay: 'Auf andere Weise anmelden',
  codeEmpty: 'Geben Sie den Code ein, um fortzufahren.',
  codeWrong: 'Sie haben nicht den erwarteten Prüfcode eingegeben. Versuchen Sie es erneut.',
  codeUsed:
    'Aus Sicherheitsgründen können wir einen bereits verwendeten Prüfcode nicht akzeptieren. Warten Sie auf einen neuen.',
  codeTooManyTries: 'Sie haben zu oft einen falschen Code eingegeben. Versuchen Sie es später noch einmal.',
  verifyFailed: 'Leider können wir Ihr Konto derzeit nicht überprüfen. Versuchen Sie es erneut.',
  PhoneAppOTP: 'Prüfcode verwenden',
  PhoneAppNotification: 'Anforderung in meiner Microsoft Authenticator-App genehmigen',
  OneWaySMS: 'SMS an +XX XXXXXXX45',
  TwoWayVoiceMobile: 'Anruf unter +XX XXXXXXX45',
  approve: 'Anmeldeanforderung genehmigen',
  approveDescription:
    'Öffnen Sie Ihre Authenticator-App, und geben Sie die angezeigte Zahl ein, um sich anzumelden.',
  cannotUseApp: 'Ich kann meine Microsoft Authenticator-App momentan nicht verwenden',
  passkey: 'Gesicht, Fingerabdruck, PIN oder Sicherheitsschlüssel',
  passkeyDescription:
    'Auf Ihrem Gerät wird ein Sicherheitsfenster geöffnet. Befolgen Sie die dortigen Anweisungen.',
  passkeyFailed: 'Die Anmeldung mit Ihrem Passkey ist fehlgeschlagen. Wählen Sie eine andere Methode.',
  otherWays: 'Andere Anmeldemöglichkeiten',
  chooseWay: 'Anmeldemethode auswählen',
  accessPass: 'Befristeter Zugriffspass',
  certificate: 'Zertifikat oder Smartcard verwenden',
  certificateDescription: 'Wählen Sie ein Zertifikat aus, und melden Sie sich an.',
  FidoKey: 'Gesicht, Fingerabdruck, PIN oder Sicherheitsschlüssel',
  staySignedIn: 'Angemeldet bleiben?',
  staySignedInDescription: 'Bleiben Sie angemeldet, um weniger oft zur Anmeldung aufgefordert zu werden.',
  dontShowAgain: 'Diese Meldung nicht mehr anzeigen',
  yes: 'Ja',
  no: 'Nein',
  errorTitle: 'Anmelden',
  troubleshooting: 'Details zur Problembehandlung',
  terms: 'Nutzungsbedingungen',
  privacy: 'Datenschutz & Cookies',
  working: 'In Bearbeitung...',
  scriptDisabled: 'Skript ist deaktiviert. Klicken Sie auf „Absenden“, um fortzufahren.',
  submit: 'Absenden',
  signedOut: 'Sie haben sich von Ihrem Konto abgemeldet',
  closeWindows: 'Es empfiehlt sich, alle Browserfenster zu schließen.',
  tenantConfirm: 'Organisation bestätigen',
  tenantConfirmDescription:
    'Sie sind dabei, sich bei Contoso anzumelden. Fahren Sie nur fort, wenn Sie das erwartet haben.',
  tenantConfirmContinue: 'Fortfahren',
  simulator: 'Genkan simulator – keine Seite von Microsoft',
};
