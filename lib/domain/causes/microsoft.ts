import { causesOf, codes, helpSites } from './cause.ts';

/** Microsoft's own service. Only where Microsoft itself said so, or its page stood there without what belongs to it. */
export const microsoft = causesOf('microsoft', {
  sign_in_service_error: {
    retry: 'once',
    codes: codes(
      '50000 50004 50033 50086 50087 70012 90006 90012 90024 90030-90033 90035 90036 90039 90041 90090-90092 90202 131001 131003 230109 6000 8000 8001',
    ),
    title: {
      en: "Microsoft's sign-in service has an error",
      ja: 'Microsoft のサインイン サービスでエラーが発生しています',
    },
    meaning: {
      en: 'The sign-in service answered with an error of its own; the account did nothing wrong.',
      ja: 'サインイン サービス自体がエラーを返しました。アカウント側の問題ではありません。',
    },
    remedy: {
      en: 'Wait, and look at the Microsoft 365 status page. If it lasts, call support with the correlation id (`genkan support-sheet`). PowerShell may still work: `Connect-MgGraph` (the MSOnline module is retired).',
      ja: 'しばらく待ち、Microsoft 365 の状態ページを確認してください。続く場合は関連付け ID を用意してサポートに連絡してください (`genkan support-sheet`)。PowerShell の `Connect-MgGraph` では接続できることがあります (MSOnline モジュールは廃止済みです)。',
    },
    prevention: {
      en: 'An outage at Microsoft cannot be prevented. Be ready for it: an app of your own for PowerShell with a certificate, phone numbers of the support at hand, and messages of the service health by mail.',
      ja: 'Microsoft の障害を防ぐことはできません。証明書を使う PowerShell 用アプリ、サポートの電話番号、サービス正常性のメール通知を事前に準備しておいてください。',
    },
    help: helpSites.serviceStatus,
  },
  sign_in_page_incomplete: {
    retry: 'once',
    title: {
      en: 'The sign-in page cannot be used',
      ja: 'サインイン ページが正しく動作しません',
    },
    meaning: {
      en: 'The page arrived and nothing was lost on the way, but its controls never appeared or did not react.',
      ja: 'ページは届き、通信の失敗もありませんでしたが、入力欄やボタンが表示されないか、反応しませんでした。',
    },
    remedy: {
      en: "Try another browser and a private window without extensions. If other engines fail as well, it is Microsoft's page: wait, and call support with the correlation id and the screenshot.",
      ja: '別のブラウザーや、拡張機能のない InPrivate ウィンドウ (シークレット ウィンドウ) で試してください。どのブラウザーでも同じなら Microsoft 側の問題です。しばらく待ち、関連付け ID とスクリーンショットを用意してサポートに連絡してください。',
    },
    prevention: {
      en: 'Keep two browsers of different makers on the PCs of administrators, and watch with two engines: `engines: [chromium, firefox]`.',
      ja: '管理者の PC には異なるベンダーのブラウザーを 2 種類用意し、監視も 2 種類のエンジンで行ってください (`engines: [chromium, firefox]`)。',
    },
    help: helpSites.serviceStatus,
  },
  admin_center_error: {
    retry: 'once',
    // What the center itself asks of the sign-in service is wrong: no account and no policy can cause that.
    codes: codes('50011 50141 50146 75001-75016'),
    title: {
      en: 'The admin center answers with an error',
      ja: '管理センターがエラーを返しています',
    },
    meaning: {
      en: 'The center itself, or the data behind it, answered with an error.',
      ja: '管理センター本体、またはその裏側のデータ サービスがエラーを返しました。',
    },
    remedy: {
      en: 'Reload after some minutes, try the other address (admin.cloud.microsoft, admin.microsoft.com), and look at the status page. Urgent work can be done in PowerShell with `Connect-MgGraph`. If it lasts, call support with the correlation id.',
      ja: '数分後に再読み込みし、別のアドレス (admin.cloud.microsoft、admin.microsoft.com) も試して、状態ページを確認してください。急ぎの作業は PowerShell の `Connect-MgGraph` で行えます。続く場合は関連付け ID を用意してサポートに連絡してください。',
    },
    prevention: {
      en: 'An outage at Microsoft cannot be prevented. Be ready for it: PowerShell set up for the tasks that cannot wait, and messages of the service health by mail.',
      ja: 'Microsoft の障害を防ぐことはできません。急ぎの作業に使う PowerShell の準備と、サービス正常性のメール通知の設定をしておいてください。',
    },
    help: helpSites.serviceStatus,
  },
  admin_center_incomplete: {
    retry: 'once',
    title: {
      en: 'The admin center opened, but cannot be used',
      ja: '管理センターは開きましたが使用できません',
    },
    meaning: {
      en: 'The account is signed in, but the menu or the first data of the center never came.',
      ja: 'サインインは完了しましたが、管理センターのメニューまたは最初のデータが表示されませんでした。',
    },
    remedy: {
      en: 'Reload, try another browser, and look at Health > Service health if it opens, else at the status page. Urgent work can be done in PowerShell with `Connect-MgGraph`.',
      ja: '再読み込みするか別のブラウザーで試し、[正常性] > [サービス正常性]、開けない場合は状態ページを確認してください。急ぎの作業は PowerShell の `Connect-MgGraph` で行えます。',
    },
    prevention: {
      en: 'Have PowerShell set up for the tasks that cannot wait, and watch the other admin centers as well: they show whether it is this one only.',
      ja: '急ぎの作業に使う PowerShell を準備し、他の管理センターもあわせて監視してください。この管理センターだけの問題かどうかを判断できます。',
    },
    help: helpSites.serviceStatus,
  },
});
