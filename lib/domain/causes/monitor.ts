import { causesOf, codes, helpSites } from './cause.ts';

/** Ourselves. Such a run says nothing about Microsoft: neither that it is up nor that it is down. */
export const monitor = causesOf('monitor', {
  unknown_screen: {
    retry: 'later',
    title: { en: 'A page that Genkan does not know', ja: 'Genkan が認識できない画面です' },
    meaning: {
      en: 'The sign-in stopped at a page or an answer that Genkan cannot read; whether people can sign in is not known.',
      ja: 'Genkan が判別できない画面または応答で止まりました。利用者がサインインできるかどうかは不明です。',
    },
    remedy: {
      en: 'Look at the screenshot and sign in by hand to see what is asked. If the page shows a code, look it up. If Microsoft has changed the page, update Genkan, or report it with `digest.json` from the evidence, which describes how the page is built, without any text or value.',
      ja: 'スクリーンショットを確認し、手動でサインインして何が求められているか確かめてください。コードが表示されていれば検索してください。Microsoft が画面を変更していた場合は、Genkan を更新するか、証跡の `digest.json` (文言や値を含まない画面の構造) を添えて報告してください。',
    },
    prevention: {
      en: 'Keep Genkan up to date, and turn new features of the tenant (notices, campaigns, previews) off for the monitoring account.',
      ja: 'Genkan を最新の状態に保ち、テナントの新機能 (お知らせ、キャンペーン、プレビュー) は監視用アカウントを対象外にしてください。',
    },
    help: helpSites.errorLookup,
  },
  origin_untrusted: {
    retry: 'later',
    title: {
      en: 'A sign-in page that is not trusted',
      ja: '信頼されていないサインイン ページです',
    },
    meaning: {
      en: "The credentials were asked for at {origin}. Genkan types them only on Microsoft's own sign-in page, and at the identity provider that the configuration names for the account.",
      ja: '資格情報の入力を {origin} で求められました。Genkan が入力するのは、Microsoft のサインイン ページと、アカウントの設定に指定された ID プロバイダーだけです。',
    },
    remedy: {
      en: "If that is your organisation's own sign-in server (AD FS, Okta, …), add `federation: {origin}` to the account. If it ends in .mcas.ms, take the account out of the session policy of Microsoft Defender for Cloud Apps. If it is neither, find out who put it there.",
      ja: '自社のサインイン サーバー (AD FS、Okta など) であれば、アカウントに `federation: {origin}` を追加してください。末尾が .mcas.ms であれば、Microsoft Defender for Cloud Apps のセッション ポリシーの対象からアカウントを除外してください。どちらでもなければ、そのページが表示される原因を調べてください。',
    },
    prevention: {
      en: "Write `federation` for an account when its domain is federated, before the change, and have changes of the organisation's sign-in server announced.",
      ja: 'ドメインをフェデレーションに切り替える前に `federation` を設定し、サインイン サーバーの変更は事前に連絡を受けられるようにしてください。',
    },
  },
  entry_not_taken: {
    retry: 'once',
    title: {
      en: 'A field did not take what was typed',
      ja: '入力欄に正しく入力できませんでした',
    },
    meaning: {
      en: 'A field at {origin} is too short for the user name or secret, changed it, or emptied itself. It was tried twice, and the button was not pressed.',
      ja: '{origin} の入力欄に入力したユーザー名またはシークレットが、途中で切れたか、書き換えられたか、自動で消えました。2 回試しましたが、ボタンは押していません。',
    },
    remedy: {
      en: 'Type the same user name and secret there by hand: look for a length limit, and for blanks or line ends at the end of the secret. If it works by hand, look at the scripts of that page: report it with `digest.json` from the evidence.',
      ja: '同じユーザー名とシークレットを手動で入力し、文字数の制限がないか、シークレットの末尾に空白や改行がないかを確認してください。手動では入力できる場合は、そのページのスクリプトが原因の可能性があります。証跡の `digest.json` を添えて報告してください。',
    },
    prevention: {
      en: "Choose passwords that every page on the way accepts, and try changes of the organisation's own sign-in page with this account first.",
      ja: '経路上のすべてのページで入力できるパスワードを使い、自社のサインイン ページを変更するときは、先にこのアカウントで試してください。',
    },
  },
  sign_in_loop: {
    retry: 'back_off',
    codes: codes(
      '50196 16001 50089 50132 50133 50173 50168 50180 90013 90014 90023 900144 900561 140000 140001 165900 9002313 9002341 6001 6002 8002',
    ),
    title: {
      en: 'The sign-in went in a loop',
      ja: 'サインインの処理が繰り返されたか、途中で拒否されました',
    },
    meaning: {
      en: 'The same page came back again and again, or Microsoft refused a step as repeated, outdated or out of order.',
      ja: '同じ画面が繰り返し表示されたか、手順の重複、期限切れ、または順序の誤りとして Microsoft に拒否されました。',
    },
    remedy: {
      en: 'Usually the next run gets through from its clean browser. If not, sign in by hand in a private window: if that works, the monitor is at fault, so report it with the evidence.',
      ja: '多くの場合、次回の実行ではクリーンなブラウザーで成功します。続く場合は InPrivate ウィンドウ (シークレット ウィンドウ) で手動でサインインしてください。成功するなら監視側の問題ですので、証跡を添えて報告してください。',
    },
    prevention: {
      en: 'Nothing, as long as it stays with one run. Keep Genkan up to date, and let no other program sign in with this account at the same time.',
      ja: '1 回だけであれば対処は不要です。Genkan を最新の状態に保ち、同じアカウントで他のプログラムが同時にサインインしないようにしてください。',
    },
    help: helpSites.errorLookup,
  },
  deadline_exceeded: {
    retry: 'later',
    title: { en: 'The time for the run was over', ja: '制限時間内に完了しませんでした' },
    meaning: {
      en: 'The sign-in was still under way when its time limit was reached, and nothing shows who was slow.',
      ja: 'サインインの途中で制限時間に達しました。何が遅かったかは特定できていません。',
    },
    remedy: {
      en: 'See in the steps where the time went and compare with other locations. Give the monitor a longer `timeout` or the machine more CPU and fewer browsers at once.',
      ja: '各ステップの所要時間を確認し、別の拠点と比較してください。監視の `timeout` を延ばすか、端末の CPU を増やすか、同時に起動するブラウザーの数を減らしてください。',
    },
    prevention: {
      en: 'Size the machine by docs/sizing.md, and set `timeout` well above what the slowest good run took.',
      ja: 'docs/sizing.md を参考に端末の性能を決め、`timeout` は正常時の最長所要時間より十分に長くしてください。',
    },
  },
  no_code_in_time: {
    retry: 'later',
    title: { en: 'No one-time code was free in time', ja: '使用できる確認コードがありませんでした' },
    meaning: {
      en: 'Microsoft accepts each one-time code once, and other sign-ins with the same authenticator secret had used the next ones already. None was typed.',
      ja: 'Microsoft は確認コードを 1 回しか受け付けません。同じ認証アプリのシークレットを使う他のサインインが次のコードまで使用していたため、入力しませんでした。',
    },
    remedy: {
      en: 'Let the sign-ins of this account start further apart (`every`, fewer engines or monitors at the same minute), and give each account an authenticator secret of its own.',
      ja: 'このアカウントのサインインの間隔を広げてください (`every` を延ばす、同じ時刻のブラウザー エンジンや監視を減らす)。認証アプリのシークレットはアカウントごとに分けてください。',
    },
    prevention: {
      en: 'Plan for one sign-in of an account in half a minute at most. A passkey or certificate needs no code and no wait.',
      ja: '1 つのアカウントのサインインは 30 秒に 1 回までとしてください。パスキーや証明書であればコードも待ち時間も不要です。',
    },
  },
  browser_crashed: {
    retry: 'once',
    title: { en: 'The browser crashed or stopped answering', ja: 'ブラウザーが途中で終了しました' },
    meaning: {
      en: 'The browser or its page crashed, was closed, or no longer answered during the sign-in.',
      ja: 'サインインの途中で、ブラウザーまたはページがクラッシュしたか、閉じられたか、応答しなくなりました。',
    },
    remedy: {
      en: 'Check the memory of the machine or container (shared memory in Docker: `--ipc=host`). With Edge on a PC managed by policies, use another engine.',
      ja: '端末またはコンテナーのメモリを確認してください (Docker の共有メモリは `--ipc=host`)。ポリシーで管理された PC の Edge では、別のブラウザー エンジンを使ってください。',
    },
    prevention: {
      en: 'Leave memory for one more browser than runs at once, and do not let anything end processes on this machine (an update, a tool that frees memory).',
      ja: '同時に起動するブラウザーの数より 1 つ分多いメモリを確保し、更新プログラムやメモリ解放ツールなどがプロセスを終了させないようにしてください。',
    },
  },
  internal_error: {
    retry: 'later',
    title: { en: 'Genkan itself failed', ja: 'Genkan 自体でエラーが発生しました' },
    meaning: {
      en: 'The run ended because of a mistake in Genkan, not by anything that Microsoft or the account did.',
      ja: 'Microsoft やアカウントではなく、Genkan の不具合により実行が終了しました。',
    },
    remedy: {
      en: 'Read the log of this run and report the error with the version of Genkan (`genkan --version`).',
      ja: 'この実行のログを確認し、Genkan のバージョン (`genkan --version`) とともにエラーを報告してください。',
    },
    prevention: {
      en: 'Keep Genkan up to date.',
      ja: 'Genkan を最新の状態に保ってください。',
    },
    namedBy: 'run',
  },
  browser_not_started: {
    retry: 'once',
    title: { en: 'The browser did not start', ja: 'ブラウザーを起動できませんでした' },
    meaning: {
      en: 'No sign-in was tried: the browser is missing, does not fit, or failed to start.',
      ja: 'ブラウザーが見つからない、バージョンが合わない、または起動に失敗したため、サインインは試行されていません。',
    },
    remedy: {
      en: 'Run `genkan doctor`: it starts every engine and says what is missing. Check `browser.executablePath` and the free memory.',
      ja: '`genkan doctor` を実行すると、各ブラウザー エンジンを起動して不足しているものを表示します。`browser.executablePath` と空きメモリを確認してください。',
    },
    prevention: {
      en: 'Run `genkan doctor` after every update of the machine or its browsers; or use the image, which contains a browser that fits.',
      ja: '端末やブラウザーを更新したら `genkan doctor` を実行してください。対応するブラウザーを含むコンテナー イメージの利用をお勧めします。',
    },
    namedBy: 'browser',
  },
  secret_unavailable: {
    retry: 'later',
    title: { en: 'A secret could not be read', ja: 'シークレットを取得できませんでした' },
    meaning: {
      en: 'No sign-in was tried: the variable, file or command that holds a credential gave nothing.',
      ja: '資格情報を保持する環境変数、ファイル、またはコマンドから値を取得できなかったため、サインインは試行されていません。',
    },
    remedy: {
      en: 'Run `genkan doctor` as the user that runs the monitor: it names the reference. Check the permissions of the file, or that the password manager is unlocked.',
      ja: '監視を実行しているユーザーで `genkan doctor` を実行すると、該当する参照が表示されます。ファイルのアクセス権、またはパスワード管理ツールのロックが解除されているかを確認してください。',
    },
    prevention: {
      en: 'Run `genkan doctor` after every change of secrets. Give Genkan an account of its own at the password manager that needs nobody to unlock it.',
      ja: 'シークレットを変更したら `genkan doctor` を実行してください。パスワード管理ツールには、ロック解除の操作が不要な Genkan 専用のアカウントを用意してください。',
    },
    namedBy: 'secrets',
  },
  clock_skewed: {
    retry: 'later',
    clears: ['totp'],
    title: { en: 'The clock of this machine is wrong', ja: 'この端末の時計がずれています' },
    meaning: {
      en: "The clock differs so much from Microsoft's that one-time codes and certificates cannot be right.",
      ja: 'Microsoft の時刻との差が大きく、確認コードや証明書が正しく機能しません。',
    },
    remedy: {
      en: 'Turn on time synchronisation (NTP) on the machine or its host, then run `genkan doctor`. The account is tried again by itself after a wait; at once after `genkan resume ACCOUNT`.',
      ja: '端末またはそのホストの時刻同期 (NTP) を有効にしてから、`genkan doctor` を実行してください。アカウントの監視は待機時間の後に自動的に再開されます。すぐに再開するには `genkan resume ACCOUNT` を実行してください。',
    },
    prevention: {
      en: 'Keep time synchronisation on, also on the host of a virtual machine, and alert on `genkan_clock_skew_seconds`.',
      ja: '仮想マシンのホストも含めて時刻同期を常に有効にし、`genkan_clock_skew_seconds` にアラートを設定してください。',
    },
    namedBy: 'clock',
  },
  overlapped: {
    retry: 'later',
    title: { en: 'The previous run was still under way', ja: '前回の実行がまだ終わっていませんでした' },
    meaning: {
      en: 'This run was left out, because the same account was still signing in for the same monitor.',
      ja: '同じ監視で同じアカウントのサインインが続いていたため、この回は実行されませんでした。',
    },
    remedy: {
      en: 'Let the monitor run less often (`every`), give it a shorter `timeout`, or spread the engines over more machines.',
      ja: '監視の間隔 (`every`) を延ばすか、`timeout` を短くするか、ブラウザー エンジンを複数の端末に分散してください。',
    },
    prevention: {
      en: 'Let monitors of one account start further apart than a run lasts; a passkey or certificate makes runs shorter, since it waits for no code.',
      ja: '同じアカウントの監視は、1 回の所要時間より長い間隔で開始してください。パスキーや証明書を使うと、コードを待つ必要がなく所要時間が短くなります。',
    },
    namedBy: 'round',
  },
  missed: {
    retry: 'later',
    title: { en: 'The run never started', ja: '予定された実行が開始されませんでした' },
    meaning: {
      en: 'It was due, but Genkan was not running or the machine was asleep or overloaded.',
      ja: '予定時刻に Genkan が動作していなかったか、端末がスリープ中または過負荷でした。',
    },
    remedy: {
      en: 'Check that the scheduled job, service or container runs, and that the machine does not sleep.',
      ja: 'スケジュールされたジョブ、サービス、またはコンテナーが動作していること、端末がスリープしないことを確認してください。',
    },
    prevention: {
      en: 'Let the system restart Genkan by itself (systemd, compose, Kubernetes), and alert on `genkan_signin_last_run_timestamp_seconds`.',
      ja: 'systemd、compose、Kubernetes などで Genkan が自動的に再起動されるようにし、`genkan_signin_last_run_timestamp_seconds` にアラートを設定してください。',
    },
    namedBy: 'history',
  },
  interrupted: {
    retry: 'later',
    title: { en: 'The run was broken off', ja: '実行が途中で打ち切られました' },
    meaning: {
      en: 'The process that ran it was stopped or killed before the run could end.',
      ja: '実行が終わる前に、プロセスが停止または強制終了されました。',
    },
    remedy: {
      en: 'Nothing, if it was a restart or an update. If not, look for the reason: too little memory, or a time limit of the scheduler that is shorter than `timeout`.',
      ja: '再起動や更新によるものであれば対処は不要です。それ以外の場合は、メモリ不足や、`timeout` より短いスケジューラーの制限時間がないか確認してください。',
    },
    prevention: {
      en: 'Give the scheduler a longer limit than `timeout`. Stop `serve` with SIGTERM: it lets runs end; update between two rounds of `run`.',
      ja: 'スケジューラーの制限時間を `timeout` より長くしてください。`serve` は SIGTERM で停止すると実行中のサインインを終えてから終了します。`run` を使う場合は、実行と実行の間に更新してください。',
    },
    namedBy: 'history',
  },
  paused: {
    retry: 'never',
    title: { en: 'The account is paused', ja: 'アカウントの監視を一時停止しています' },
    meaning: {
      en: 'No sign-in was tried: the credentials of an earlier run were refused, and another try might lock the account; or Microsoft asked to wait.',
      ja: '以前の実行で資格情報が拒否されたため、または Microsoft から待機を求められたため、アカウントのロックを避けてサインインを試行していません。',
    },
    remedy: {
      en: 'Do what the earlier run recommends. Genkan goes on by itself when the secret has changed, or after `genkan resume ACCOUNT`; `genkan accounts` shows why it is paused and until when.',
      ja: '以前の実行で報告された原因に対処してください。シークレットを変更すると自動的に再開されます。手動で再開するには `genkan resume ACCOUNT` を実行します。理由と期限は `genkan accounts` で確認できます。',
    },
    prevention: {
      en: 'Write under `expires` when passwords and passes end. When a secret is changed at Microsoft, change it before the next run where Genkan reads it.',
      ja: 'パスワードやパスの期限を `expires` に記載し、Microsoft 側で変更したときは、次の実行までに Genkan が参照するシークレットも更新してください。',
    },
    namedBy: 'guard',
  },
});
