/** The eleven questions to an app, by their names. */
export type QuestionWords = Readonly<
  Record<
    | 'sellsData'
    | 'sharesWithThirdParties'
    | 'howDataIsUsed'
    | 'canLimitUse'
    | 'canRemoveAccess'
    | 'deletionPolicy'
    | 'tellsOfPrivacyChanges'
    | 'collectsDeviceData'
    | 'security'
    | 'canCorrectData'
    | 'complaintsProcess',
    string
  >
>;
