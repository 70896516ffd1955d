import type { Texts } from './en.ts';
import { interruptTexts } from './interrupts.ts';

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
  ...interruptTexts('de'),
  tileRefused: 'Mit diesem Konto konnten Sie nicht angemeldet werden. Wählen Sie ein anderes aus.',
  pickAccount: 'Konto auswählen',
  otherAccount: 'Anderes Konto verwenden',
  signedIn: 'Angemeldet',
  moreOptions: 'Menü öffnen',
  whichAccount:
    'Diese E-Mail-Adresse wird anscheinend für mehrere Microsoft-Konten verwendet. Welches möchten Sie verwenden?',
  workAccount: 'Geschäfts-, Schul- oder Unikonto',
  personalAccount: 'Persönliches Konto',
  whichTenant: 'Bei welcher Organisation möchten Sie sich anmelden?',
  personalRefused:
    'Sie können sich hier nicht mit einem persönlichen Konto anmelden. Verwenden Sie stattdessen Ihr Geschäfts-, Schul- oder Unikonto.',
  redirecting: 'Weiterleitung',
  takingYou: 'Sie werden zur Anmeldeseite Ihrer Organisation weitergeleitet',
  simulator: 'Genkan simulator – keine Seite von Microsoft',
};
