import { factorIds } from '../account.ts';
import { causesOf, codes, helpSites } from './cause.ts';

/** The account, its credentials or its roles. Over the usual length: fifteen entries with two languages each. */
export const account = causesOf('account', {
  personal_account: {
    retry: 'later',
    codes: codes('50020 500201 500202 500204 50085'),
    title: {
      en: 'This is a personal account, or one of another organisation',
      ja: '個人用アカウント、または別の組織のアカウントです',
    },
    meaning: {
      en: 'Microsoft knows this address as a personal account or as one of another identity provider; the admin center takes only work or school accounts of the tenant.',
      ja: 'このアドレスは個人用 Microsoft アカウント、または別の ID プロバイダーのアカウントとして扱われており、管理センターにはテナントの職場または学校アカウントでしかサインインできません。',
    },
    remedy: {
      en: 'Use the work account (…@….onmicrosoft.com or your own domain), not an outlook.com or gmail.com address. To check by hand, open a private window, so that a personal session does not take over.',
      ja: '職場アカウント (〜@〜.onmicrosoft.com または自社ドメイン) を使ってください。outlook.com や gmail.com のアドレスは使えません。手動で確認するときは、個人用アカウントのセッションが使われないよう InPrivate ウィンドウ (シークレット ウィンドウ) を開いてください。',
    },
    prevention: {
      en: 'Keep a list of the work accounts that are administrators (`genkan accounts --csv`), and use a browser profile of its own for work, so that no personal session takes over.',
      ja: '管理者である職場アカウントの一覧を用意し (`genkan accounts --csv`)、個人用アカウントのセッションが使われないよう、業務専用のブラウザー プロファイルを使ってください。',
    },
  },
  wrong_account: {
    retry: 'later',
    codes: codes('50197'),
    title: { en: 'Somebody else is signed in', ja: '別のアカウントでサインインしています' },
    meaning: {
      en: 'The sign-in ended in another account than the one that was meant.',
      ja: '意図したアカウントとは別のアカウントでサインインが完了しました。',
    },
    remedy: {
      en: 'On a PC joined to Entra ID or Active Directory, Windows may sign its own user in: run the monitor on a machine or in a container that is not joined. By hand: sign out everywhere, then use a private window or another browser.',
      ja: 'Entra ID や Active Directory に参加している PC では、Windows のユーザーで自動的にサインインされることがあります。参加していない端末またはコンテナーで監視を実行してください。手動の場合は、すべてサインアウトしてから InPrivate ウィンドウ (シークレット ウィンドウ) または別のブラウザーを使ってください。',
    },
    prevention: {
      en: 'Run the monitor where no Windows user is signed in to Microsoft: in its container, or on a machine that is not joined.',
      ja: 'Microsoft にサインインしている Windows ユーザーのいない環境 (コンテナー、またはドメインや Entra ID に参加していない端末) で監視を実行してください。',
    },
  },
  account_unknown: {
    retry: 'later',
    codes: codes('50034 500341 500342-500344 16000 16003 50014 51004 90072'),
    title: { en: 'There is no such account', ja: 'アカウントが見つかりません' },
    meaning: {
      en: 'Microsoft does not know this user name in this tenant: it is mistyped, renamed, deleted, or a guest that was never added.',
      ja: 'このユーザー名のアカウントはテナントに存在しません。入力の誤り、名前の変更、削除、またはゲストとして未追加の可能性があります。',
    },
    remedy: {
      en: "Compare the user name with the welcome mail of your Microsoft 365 contract, or look in the Microsoft 365 admin center under Users > Active users and Deleted users with another administrator's account.",
      ja: 'Microsoft 365 契約時の案内メールに記載されたユーザー名と照合するか、別の管理者のアカウントで Microsoft 365 管理センターの [ユーザー] > [アクティブなユーザー] および [削除済みのユーザー] を確認してください。',
    },
    prevention: {
      en: 'Give the monitor an account of its own that nobody renames or tidies away, and name its owner (`owner`), so that nobody deletes it without asking. Never let it be the only administrator.',
      ja: '名前の変更や整理の対象にならない監視専用アカウントを用意し、削除の前に確認できるよう担当者 (`owner`) を記録してください。管理者アカウントは必ず複数用意してください。',
    },
  },
  account_disabled: {
    retry: 'later',
    codes: codes('50057 500571 54000 80012'),
    title: { en: 'The account may not sign in', ja: 'アカウントのサインインが許可されていません' },
    meaning: {
      en: 'The account exists, but sign-in is switched off for it, or is not allowed at this hour or for this age group.',
      ja: 'アカウントは存在しますが、サインインがブロックされているか、現在の時間帯または年齢区分では許可されていません。',
    },
    remedy: {
      en: 'With another administrator: Microsoft 365 admin center > Users > Active users > the account > Unblock sign-in. If it comes from Active Directory, enable it there and check its logon hours.',
      ja: '別の管理者が Microsoft 365 管理センターの [ユーザー] > [アクティブなユーザー] で対象アカウントを開き、サインインのブロックを解除してください。Active Directory から同期している場合は、AD 側でアカウントを有効にし、ログオン時間の制限を確認してください。',
    },
    prevention: {
      en: 'Exempt the account from the rules that switch off unused accounts, and give it no logon hours. Keep a second administrator who can unblock the first.',
      ja: '未使用アカウントを自動で無効化する仕組みの対象から除外し、ログオン時間を制限しないでください。もう一方のブロックを解除できるよう、管理者を 2 名以上にしてください。',
    },
  },
  account_locked: {
    retry: 'back_off',
    codes: codes('50053'),
    title: {
      en: 'One of the two is locked: the account, or the address that it signs in from',
      ja: 'アカウントと接続元アドレスのどちらかがロックされています',
    },
    meaning: {
      en: 'Microsoft does not say which of the two it is: too many wrong passwords have locked the account, or the source address counts as malicious, and then even the right password fails.',
      ja: '次のどちらかですが、Microsoft の応答からは区別できません。パスワードの誤りが続いてアカウントがロックされたか、接続元 IP アドレスが悪意のあるものと判定されています (後者では正しいパスワードでも失敗します)。',
    },
    remedy: {
      en: 'Wait at least as long as the lockout lasts (it grows with every lock) and try from another network. In Microsoft Entra admin center > Monitoring & health > Sign-in logs, find out where the wrong passwords came from, and reset the password if they were not yours.',
      ja: 'ロックアウト時間 (ロックのたびに長くなります) が過ぎるまで待ち、別のネットワークからも試してください。Microsoft Entra 管理センターの [監視と正常性] > [サインイン ログ] で失敗の接続元を確認し、心当たりがなければパスワードをリセットしてください。',
    },
    prevention: {
      en: 'Give the monitor an account that nobody else signs in with, and a passkey or certificate in place of the password. Let it sign in from one fixed address, and name that address a trusted location.',
      ja: '他の用途では使わない監視専用アカウントとし、パスワードの代わりにパスキーまたは証明書を使ってください。接続元は固定 IP アドレスにし、信頼できるネームド ロケーションとして登録してください。',
    },
    help: helpSites.passwordReset,
  },
  password_wrong: {
    retry: 'never',
    codes: codes('50126 50054 50056'),
    judges: ['password'],
    title: { en: 'The password is wrong', ja: 'パスワードが正しくありません' },
    meaning: {
      en: 'Microsoft knows the account but did not accept its password.',
      ja: 'アカウントは認識されましたが、パスワードが受け付けられませんでした。',
    },
    remedy: {
      en: 'Type it once by hand: look at Caps Lock and the keyboard layout, and compare with the welcome mail or the password manager. If it is lost, reset it by self-service or through another administrator and store the new one where Genkan reads the secret. Genkan pauses the account until the secret has changed, since every further try brings it nearer to being locked.',
      ja: 'CapsLock とキーボード配列を確認し、契約時の案内メールやパスワード管理ツールと照合して、手動で一度だけ入力してみてください。不明な場合はセルフサービス パスワード リセットを使うか別の管理者にリセットを依頼し、新しいパスワードをシークレットに登録してください。アカウントのロックを避けるため、シークレットが変更されるまで監視を一時停止します。',
    },
    prevention: {
      en: 'Keep the password in one place, a password manager that Genkan asks itself (`exec:`), so that a change reaches it. Write the day on which it ends under `expires`, or use a passkey or certificate, which nobody mistypes.',
      ja: 'パスワードは 1 か所で管理し、変更がすぐに反映されるよう Genkan からパスワード管理ツールを直接参照してください (`exec:`)。期限があれば `expires` に記載するか、入力の誤りがないパスキーまたは証明書を使ってください。',
    },
    help: helpSites.passwordReset,
  },
  password_expired: {
    retry: 'never',
    codes: codes('50055 50135 50137 50142 50144 120000-120021'),
    judges: factorIds,
    replace: 'password',
    title: {
      en: 'The password has expired or must be changed',
      ja: 'パスワードの有効期限切れ、または変更が必要です',
    },
    meaning: {
      en: 'The password was right, but Microsoft wants a new one before it lets anybody in.',
      ja: 'パスワードは正しいものの、新しいパスワードに変更するまでサインインできません。',
    },
    remedy: {
      en: 'Sign in by hand in a private window, set a new password, and store it where Genkan reads the secret. For a monitoring account set the password never to expire, or use a passkey or certificate. Genkan never changes a password.',
      ja: 'InPrivate ウィンドウ (シークレット ウィンドウ) で手動でサインインして新しいパスワードを設定し、シークレットに登録してください。監視用アカウントは、パスワードを無期限にするか、パスキーまたは証明書を使うことをお勧めします。Genkan がパスワードを変更することはありません。',
    },
    prevention: {
      en: 'In the Microsoft 365 admin center > Settings > Org settings > Security & privacy, set passwords never to expire, or write the day on which it ends under `expires`: Genkan then warns a month before.',
      ja: 'Microsoft 365 管理センターの [設定] > [組織設定] > [セキュリティとプライバシー] でパスワードを無期限に設定するか、期限を `expires` に記載してください。1 か月前から警告します。',
    },
    help: helpSites.passwordReset,
  },
  mfa_registration_required: {
    retry: 'later',
    codes: codes('50072 50079 50203 50125'),
    title: {
      en: 'The account must register a sign-in method',
      ja: '多要素認証の方法の登録が必要です',
    },
    meaning: {
      en: 'Microsoft asks for more information: the account has no second factor yet, or must confirm or replace it.',
      ja: '「詳細情報が必要」の画面が表示されています。アカウントに多要素認証の方法が未登録か、確認または再登録が必要です。',
    },
    remedy: {
      en: 'Sign in by hand in a private window and register an authenticator app (choose "a different authenticator app" to see the key), then store that key as the account\'s `totp`. Genkan never completes a registration.',
      ja: 'InPrivate ウィンドウ (シークレット ウィンドウ) で手動でサインインし、認証アプリを登録してください。[別の認証アプリを使用します] を選ぶと秘密鍵が表示されるので、それを `totp` に設定します。Genkan が登録を完了させることはありません。',
    },
    prevention: {
      en: 'Register the second factor by hand before the first run, and exclude the account from the registration campaign (Microsoft Entra admin center > Authentication methods > Registration campaign).',
      ja: '最初の実行の前に手動で認証方法を登録し、Microsoft Entra 管理センターの [認証方法] > [登録キャンペーン] の対象からアカウントを除外してください。',
    },
    help: helpSites.securityInfo,
  },
  mfa_code_rejected: {
    retry: 'never',
    codes: codes('500121'),
    judges: ['totp'],
    title: { en: 'The one-time code was not accepted', ja: '確認コードが受け付けられませんでした' },
    meaning: {
      en: 'The password was right, but the code of the authenticator was refused, too old, or entered too often.',
      ja: 'パスワードは正しいものの、認証アプリのコードが誤っている、古い、または試行回数の上限に達しています。',
    },
    remedy: {
      en: 'Run `genkan doctor`: a clock that is off by half a minute makes wrong codes. Then compare the `totp` key with the one registered under Security info; if in doubt delete the method there and register it anew.',
      ja: '`genkan doctor` で時計を確認してください (30 秒のずれでコードは無効になります)。次に `totp` の秘密鍵が [セキュリティ情報] に登録したものか確認し、不明なら方法を削除して登録し直してください。',
    },
    prevention: {
      en: 'Keep time synchronisation on, keep the key in one place, and let nobody register the authenticator anew without storing the new key.',
      ja: '時刻同期を常に有効にし、秘密鍵は 1 か所で管理してください。認証アプリを登録し直したときは、必ず新しい秘密鍵をシークレットに登録してください。',
    },
    help: helpSites.securityInfo,
  },
  mfa_code_reused: {
    retry: 'later',
    judges: ['totp'],
    title: { en: 'The one-time code had been used already', ja: '確認コードは既に使用されていました' },
    meaning: {
      en: 'A code is good for one sign-in only, and something else had used this one within its 30 seconds.',
      ja: '1 つのコードで可能なサインインは 1 回だけですが、同じ 30 秒間に別の処理がこのコードを使用していました。',
    },
    remedy: {
      en: 'Find who else signs in with this account: a second Genkan, another tool, a colleague. Give every one of them an account of its own, or spread them in time.',
      ja: '同じアカウントでサインインしているもの (別の Genkan、他のツール、担当者) を確認し、それぞれに専用アカウントを用意するか、実行時刻をずらしてください。',
    },
    prevention: {
      en: 'One account for one Genkan: all processes that share a history take turns and use each code once. Or use a passkey or certificate, which can be shown at any time.',
      ja: 'アカウントは Genkan ごとに分けてください。履歴を共有するプロセス同士は順番を待ち、同じコードを 2 回使いません。いつでも使えるパスキーまたは証明書にする方法もあります。',
    },
  },
  mfa_factor_unavailable: {
    retry: 'later',
    codes: codes('50181-50185 130500 131002 131004 131010 29200-29212'),
    title: {
      en: 'Microsoft asks for a factor that Genkan does not hold',
      ja: 'Genkan が持っていない認証方法を求められています',
    },
    meaning: {
      en: 'None of the methods offered can be answered with what Genkan holds: a push, a call, a text message, another passkey, or a method that the policy no longer allows.',
      ja: '提示された方法 (プッシュ通知、電話、SMS、別の端末のパスキー、またはポリシーで許可されなくなった方法) は、いずれも Genkan が持っている情報では応答できません。',
    },
    remedy: {
      en: "Register an authenticator app's code, a passkey or a certificate for the account, and allow it in Microsoft Entra admin center > Authentication methods > Policies. If a push or another passkey comes first, exclude the account under Settings > System-preferred authentication.",
      ja: 'アカウントに認証アプリのコード、パスキー、証明書のいずれかを登録し、Microsoft Entra 管理センターの [認証方法] > [ポリシー] で許可してください。プッシュ通知や別の端末のパスキーが優先される場合は、[設定] の [システム優先認証] の対象からアカウントを除外してください。',
    },
    prevention: {
      en: "Let the code, passkey or certificate be the account's only method, and have changes of the authentication methods policy tried with this account first.",
      ja: '認証方法は、認証アプリのコード、パスキー、証明書のうち Genkan が使うものだけを登録し、認証方法ポリシーを変更するときは、まずこのアカウントで確認してください。',
    },
    help: helpSites.securityInfo,
  },
  passkey_rejected: {
    retry: 'never',
    codes: codes('130004-130008 135000 135002 135003 135016 1350161 1350162 135018-135020 1350201'),
    judges: ['passkey'],
    title: { en: 'The passkey was not accepted', ja: 'パスキーが受け付けられませんでした' },
    meaning: {
      en: 'The passkey or Windows Hello key is unknown to Microsoft, was removed, or is not allowed by the policy.',
      ja: 'パスキーまたは Windows Hello のキーが未登録、削除済み、またはポリシーで許可されていません。',
    },
    remedy: {
      en: 'See under Security info whether the passkey is still registered, and in Microsoft Entra admin center > Authentication methods > Passkey (FIDO2) whether its kind is allowed. Then register it again.',
      ja: '[セキュリティ情報] にパスキーが残っているか、Microsoft Entra 管理センターの [認証方法] > [パスキー (FIDO2)] でその種類が許可されているかを確認し、登録し直してください。',
    },
    prevention: {
      en: 'Give the passkey a name under Security info that says that a monitor uses it, and give the account a second factor beside it, so that monitoring goes on when one of them is removed.',
      ja: '[セキュリティ情報] のパスキーの名前に監視用であることを記し、削除されても監視が続くよう、別の認証方法も併用してください。',
    },
    help: helpSites.securityInfo,
  },
  certificate_rejected: {
    retry: 'never',
    codes: codes('50012 50017 500183 500186'),
    judges: ['certificate'],
    title: { en: 'The certificate was not accepted', ja: '証明書が受け付けられませんでした' },
    meaning: {
      en: "The account's certificate has expired, was revoked, or was not issued by an authority that the tenant trusts.",
      ja: 'アカウントの証明書が期限切れか失効済み、またはテナントが信頼する証明機関から発行されていません。',
    },
    remedy: {
      en: 'Look at its dates and issuer, then at Microsoft Entra admin center > Certificate authorities and Authentication methods > Certificate-based authentication (binding of the user name). Correct what is wrong there, or renew the certificate.',
      ja: '有効期限と発行元を確認し、Microsoft Entra 管理センターの [証明機関] と [認証方法] > [証明書ベースの認証] (ユーザー名のバインド) を見直してください。必要に応じて証明書を更新してください。',
    },
    prevention: {
      en: 'Watch `genkan_credential_expiry_timestamp_seconds`: Genkan reads the last day from the certificate, and `genkan doctor` warns a month before. Note also when the authority itself expires.',
      ja: 'Genkan は証明書から有効期限を読み取り、`genkan doctor` が 1 か月前から警告します。メトリック `genkan_credential_expiry_timestamp_seconds` を監視し、証明機関自体の有効期限にも注意してください。',
    },
  },
  access_pass_rejected: {
    retry: 'never',
    codes: codes('130502-130506'),
    judges: ['access_pass'],
    title: {
      en: 'The Temporary Access Pass was not accepted',
      ja: '一時アクセス パスが受け付けられませんでした',
    },
    meaning: {
      en: 'The pass is wrong, is not yet or no longer valid, was for one use and has been used, or is not allowed by the policy.',
      ja: 'パスが誤っている、有効期間外、1 回限りのパスが使用済み、またはポリシーで許可されていません。',
    },
    remedy: {
      en: 'Have an administrator issue a new one: Microsoft Entra admin center > Users > the account > Authentication methods > Add > Temporary Access Pass. For lasting monitoring register a passkey instead.',
      ja: '管理者が Microsoft Entra 管理センターの [ユーザー] > 対象アカウント > [認証方法] > [認証方法の追加] で一時アクセス パスを再発行してください。継続して監視するにはパスキーの登録をお勧めします。',
    },
    prevention: {
      en: 'Use the pass only to register a passkey. If it has to last, write the day on which it ends under `expires`, so that Genkan warns before.',
      ja: '一時アクセス パスはパスキーの登録にだけ使ってください。使い続ける場合は、事前に警告を受けられるよう、期限を `expires` に記載してください。',
    },
  },
  not_an_admin: {
    retry: 'later',
    title: {
      en: 'Signed in, but not as an administrator',
      ja: 'サインインできましたが管理者権限がありません',
    },
    meaning: {
      en: "The sign-in went through, but the admin center refuses its data: the account has no admin role, or the role's time has run out.",
      ja: 'サインインは成功しましたが、管理センターのデータへのアクセスが拒否されました。管理者ロールがないか、ロールの有効期間が切れています。',
    },
    remedy: {
      en: 'With another administrator: Microsoft 365 admin center > Users > Active users > the account > Manage roles; Global Reader is enough for a monitor. A role given by Privileged Identity Management must be permanent (Active), not Eligible.',
      ja: '別の管理者が Microsoft 365 管理センターの [ユーザー] > [アクティブなユーザー] > 対象アカウント > [ロールの管理] で割り当ててください。監視にはグローバル閲覧者で十分です。Privileged Identity Management を使う場合は「資格のある割り当て」ではなく「アクティブな割り当て」にしてください。',
    },
    prevention: {
      en: 'Assign the role permanently, to the account itself and not through a group that somebody else manages, and name it under `role`, so that a review of roles finds it in the inventory.',
      ja: 'ロールは、他者が管理するグループ経由ではなくアカウント自体に無期限で割り当て、棚卸しの際に一覧で分かるよう `role` に記載してください。',
    },
  },
});
