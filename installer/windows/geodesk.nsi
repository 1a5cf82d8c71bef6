; GeoDesk for Windows: for one user or for all, Spanish and English, silent with /S, over an older version.
;   makensis -DVERSION=0.1.0 -DTREE=build\installer\bundle\geodesk -DOUT=dist\geodesk-0.1.0-windows.exe
;            -DNOTICE=build\installer\notice.txt -DSIDE=build\installer\side.bmp
;            -DICON=build\installer\icons\geodesk.ico geodesk.nsi
; Silent for all users: geodesk-….exe /S /AllUsers    Another folder: /D=C:\Lab\GeoDesk (last, without quotes)
; Exit codes, of the uninstaller too: 0 done; 1 cancelled; 2 refused or failed, and all is as it was before.
Unicode true
ManifestDPIAware true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!ifndef VERSION
  !error "VERSION is not given"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\GeoDesk"
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_INSTDIR "GeoDesk"
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
; NSIS' own Spanish of this page has a slip and is that of Spain.
!define MULTIUSER_INSTALLMODEPAGE_TEXT_TOP "$(WHO)"
!define MULTIUSER_INSTALLMODEPAGE_TEXT_ALLUSERS "$(FOR_ALL)"
!define MULTIUSER_INSTALLMODEPAGE_TEXT_CURRENTUSER "$(FOR_ME)"
!include MultiUser.nsh

Name "GeoDesk"
BrandingText "GeoDesk ${VERSION}"
OutFile "${OUT}"
; No place yet (/D= gives one); the page's Browse adds the last part to the folder that is chosen.
!define NOWHERE "-\GeoDesk"
InstallDir "${NOWHERE}"
; A file that cannot be written ends the installation: none is left out, also not silently.
AllowSkipFiles off
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "GeoDesk"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "GeoDesk"
VIAddVersionKey CompanyName "The GeoDesk authors"
VIAddVersionKey LegalCopyright "The GeoDesk authors, BSD-3-Clause"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
; The language is Windows' own, may be changed at the first installation, and is remembered.
!define MUI_LANGDLL_WINDOWTITLE "GeoDesk"
!define MUI_LANGDLL_INFO "Idioma · Language"
!define MUI_LANGDLL_REGISTRY_ROOT SHCTX
!define MUI_LANGDLL_REGISTRY_KEY "${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"
; Through the Explorer, which is never an administrator: else pictures and labels would be one's.
!define MUI_FINISHPAGE_RUN "$WINDIR\explorer.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS '$\"$INSTDIR\geodesk.exe$\"'
!define MUI_PAGE_HEADER_TEXT "$(USERS)"
!define MUI_PAGE_HEADER_SUBTEXT "$(USERS_ABOUT)"
!define MULTIUSER_PAGE_CUSTOMFUNCTION_LEAVE KeepPlaceGiven
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!define MUI_PAGE_HEADER_TEXT "$(LICENCES)"
!define MUI_PAGE_HEADER_SUBTEXT "$(LICENCES_ABOUT)"
!define MUI_LICENSEPAGE_TEXT_TOP "$(LICENCES_TOP)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "$(LICENCES_BOTTOM)"
!define MUI_LICENSEPAGE_BUTTON "$(^NextBtn)"
!insertmacro MUI_PAGE_LICENSE "${NOTICE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first is for a Windows in neither language; GeoDesk itself is English there too.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Spanish"
!macro Text NAME ENGLISH SPANISH
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_SPANISH} "${SPANISH}"
!macroend
!insertmacro Text OPEN "Open with GeoDesk" "Abrir con GeoDesk"
!insertmacro Text NOTHING "Nothing was changed." "No se cambió nada."
!insertmacro Text RUNNING \
  "GeoDesk is open, or another program is using its files. Close it and try again. $(NOTHING)" \
  "GeoDesk está abierto, u otro programa usa sus archivos. Ciérrelo y vuelva a intentarlo. $(NOTHING)"
!insertmacro Text NOT_WRITABLE \
  "This folder cannot be written to:$\n$INSTDIR$\nChoose another one. $(NOTHING)" \
  "En esta carpeta no se puede escribir:$\n$INSTDIR$\nElija otra. $(NOTHING)"
!insertmacro Text TOO_OLD \
  "GeoDesk needs Windows 10 or 11 with 64 bits." \
  "GeoDesk necesita Windows 10 u 11 de 64 bits."
!insertmacro Text NO_ADMINISTRATOR \
  "Only an administrator can do this for all users: right-click, Run as administrator. $(NOTHING)" \
  "Solo un administrador puede hacerlo para todos: clic derecho, Ejecutar como administrador. $(NOTHING)"
!insertmacro Text USERS "Users" "Usuarios"
!insertmacro Text USERS_ABOUT "Who will use GeoDesk on this computer." \
  "Quiénes van a usar GeoDesk en esta computadora."
!insertmacro Text WHO "For whom is GeoDesk installed?" "¿Para quién se instala GeoDesk?"
!insertmacro Text FOR_ALL "For all who use this computer" "Para todos los que usan esta computadora"
!insertmacro Text FOR_ME "Only for me" "Solo para mí"
!insertmacro Text LICENCES "Licences" "Licencias"
!insertmacro Text LICENCES_ABOUT "What is installed, and under which licences." \
  "Qué se instala, y bajo qué licencias."
!insertmacro Text LICENCES_TOP "GeoDesk is free software. This is installed with it:" \
  "GeoDesk es software libre. Con él se instala:"
!insertmacro Text LICENCES_BOTTOM "The full texts will be in the folder licences of the installation." \
  "Los textos completos quedan en la carpeta licences de la instalación."

; "Open with" for what GeoDesk reads. A double click goes on opening what it did; only dm3 and dm4, which
; mostly nothing opens, become GeoDesk's where nobody has them.
!macro Associate KIND EXTENSION
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "GeoDesk.${KIND}" ""
!macroend
!macro Dissociate KIND EXTENSION
  DeleteRegValue SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "GeoDesk.${KIND}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids"
  ReadRegStr $0 SHCTX "Software\Classes\${EXTENSION}" ""
  ${If} $0 == "GeoDesk.${KIND}"
    DeleteRegValue SHCTX "Software\Classes\${EXTENSION}" ""
  ${EndIf}
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXTENSION}"
!macroend
!macro EachExtension MACRO
  !insertmacro ${MACRO} Micrograph ".tif"
  !insertmacro ${MACRO} Micrograph ".tiff"
  !insertmacro ${MACRO} Micrograph ".png"
  !insertmacro ${MACRO} Micrograph ".jpg"
  !insertmacro ${MACRO} Micrograph ".jpeg"
  !insertmacro ${MACRO} Micrograph ".bmp"
  !insertmacro ${MACRO} Micrograph ".dm3"
  !insertmacro ${MACRO} Micrograph ".dm4"
  ; Windows goes by the last part of a name alone: a recipe is *.geodesk-recipe.json.
  !insertmacro ${MACRO} Recipe ".json"
!macroend
!macro OpensWhatNobodyDoes EXTENSION
  ReadRegStr $0 HKCR "${EXTENSION}" ""
  ${If} $0 == ""
    WriteRegStr SHCTX "Software\Classes\${EXTENSION}" "" "GeoDesk.Micrograph"
  ${EndIf}
!macroend
!macro Kind KIND
  WriteRegStr SHCTX "Software\Classes\GeoDesk.${KIND}" "" "GeoDesk"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.${KIND}\DefaultIcon" "" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.${KIND}\shell\open" "" "$(OPEN)"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.${KIND}\shell\open" "FriendlyAppName" "GeoDesk"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.${KIND}\shell\open\command" "" '"$INSTDIR\geodesk.exe" "%1"'
!macroend
!macro FolderMenu PLACE ARGUMENT
  WriteRegStr SHCTX "Software\Classes\${PLACE}\shell\GeoDesk" "" "$(OPEN)"
  WriteRegStr SHCTX "Software\Classes\${PLACE}\shell\GeoDesk" "Icon" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "Software\Classes\${PLACE}\shell\GeoDesk\command" "" '"$INSTDIR\geodesk.exe" "${ARGUMENT}"'
!macroend

Var Place ; the folder of a program that is put aside, given back or removed
Var Given ; the folder of /D=, which MultiUser would forget
Var Earlier ; where an earlier version was installed
Var Begun ; from when on a failure has something to undo: "over" an older version, or "new"

; In the installer and in the uninstaller: the program is put aside whole before anything is written, as
; Windows renames no file that is in use; then it is removed, or given back.
!macro GiveBackOne NAME
  ${If} ${FileExists} "$Place\${NAME}.old"
    RMDir /r "$Place\${NAME}"
    Delete "$Place\${NAME}"
    Rename "$Place\${NAME}.old" "$Place\${NAME}"
  ${EndIf}
!macroend
!macro Functions UN
Function ${UN}PutAside
  RMDir /r "$Place\_internal.old"
  RMDir /r "$Place\licences.old"
  Delete "$Place\geodesk.exe.old"
  ClearErrors
  ${If} ${FileExists} "$Place\geodesk.exe"
    FileOpen $0 "$Place\geodesk.exe" a
    ${If} ${Errors} ; which forgets the error
      SetErrors
      Return
    ${EndIf}
    FileClose $0
    Rename "$Place\geodesk.exe" "$Place\geodesk.exe.old"
  ${EndIf}
  ${If} ${FileExists} "$Place\_internal"
    Rename "$Place\_internal" "$Place\_internal.old"
  ${EndIf}
  ${If} ${FileExists} "$Place\licences"
    Rename "$Place\licences" "$Place\licences.old"
  ${EndIf}
  ${If} ${Errors}
    Call ${UN}GiveBack
    SetErrors
  ${EndIf}
FunctionEnd
Function ${UN}GiveBack
  !insertmacro GiveBackOne "_internal"
  !insertmacro GiveBackOne "licences"
  !insertmacro GiveBackOne "geodesk.exe"
FunctionEnd
Function ${UN}RemoveAside
  RMDir /r "$Place\_internal.old"
  RMDir /r "$Place\licences.old"
  Delete "$Place\geodesk.exe.old"
FunctionEnd
Function ${UN}PutAsideOrAsk
  ${Do}
    Call ${UN}PutAside
    ${IfNot} ${Errors}
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 2
    Abort "$(NOTHING)"
  ${Loop}
FunctionEnd
; MultiUser says this in English only, and waits for a click even where nobody looks.
Function ${UN}NeedsAdministrator
  ${${UN}GetParameters} $0
  ClearErrors
  ${${UN}GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      MessageBox MB_OK|MB_ICONSTOP "$(NO_ADMINISTRATOR)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd
!macroend
!insertmacro Functions ""
!insertmacro Functions "un."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetRegView 64
  Call NeedsAdministrator
  StrCpy $Given $INSTDIR
  !insertmacro MULTIUSER_INIT
  Call KeepPlaceGiven
  !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd

Function KeepPlaceGiven
  ${If} $Given != "${NOWHERE}"
    StrCpy $INSTDIR $Given
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  Call un.NeedsAdministrator
  !insertmacro MULTIUSER_UNINIT
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section
  ; Folders of these names that are not GeoDesk's would be removed with it: it takes a folder of its own.
  ${IfNot} ${FileExists} "$INSTDIR\geodesk.exe"
    ${If} ${FileExists} "$INSTDIR\_internal"
    ${OrIf} ${FileExists} "$INSTDIR\licences"
      StrCpy $INSTDIR "$INSTDIR\GeoDesk"
    ${EndIf}
  ${EndIf}
  ReadRegStr $Earlier SHCTX "${KEY}" "InstallLocation"
  StrCpy $Place $INSTDIR
  ClearErrors
  CreateDirectory "$INSTDIR"
  GetTempFileName $0 "$INSTDIR"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "$(NOT_WRITABLE)" /SD IDOK
    SetErrorLevel 2
    Abort "$(NOTHING)"
  ${EndIf}
  Delete $0
  Call PutAsideOrAsk
  StrCpy $Begun "new"
  ${If} ${FileExists} "$INSTDIR\geodesk.exe.old"
    StrCpy $Begun "over"
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${TREE}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  StrCpy $Begun ""
  Call RemoveAside
  CreateShortcut "$SMPROGRAMS\GeoDesk.lnk" "$INSTDIR\geodesk.exe"
  !insertmacro Kind Micrograph
  !insertmacro Kind Recipe
  !insertmacro EachExtension Associate
  !insertmacro OpensWhatNobodyDoes ".dm3"
  !insertmacro OpensWhatNobodyDoes ".dm4"
  !insertmacro FolderMenu "Directory" "%1"
  ; With the dot a drive's own folder, D:\, does not end in a backslash, which would hide the quote.
  !insertmacro FolderMenu "Directory\Background" "%V\."
  WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\geodesk.exe" "" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "${KEY}" "DisplayName" "GeoDesk"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "${KEY}" "Publisher" "The GeoDesk authors"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "InstallerLanguage" "$LANGUAGE"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  SetDetailsPrint none ; it says what it does in English
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  SetDetailsPrint both
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
  ${RefreshShellIcons}
  ; An earlier version in another folder, which nothing would uninstall any more.
  ${If} $Earlier != ""
  ${AndIf} $Earlier != $INSTDIR
  ${AndIf} ${FileExists} "$Earlier\uninstall.exe"
    StrCpy $Place $Earlier
    Call PutAside
    ${IfNot} ${Errors}
      Call RemoveAside
      Delete "$Earlier\uninstall.exe"
      RMDir "$Earlier"
    ${EndIf}
  ${EndIf}
SectionEnd

Function .onInstFailed
  SetOutPath $TEMP
  ${If} $Begun == "over"
    Call GiveBack
  ${ElseIf} $Begun == "new"
    RMDir /r "$INSTDIR\_internal"
    RMDir /r "$INSTDIR\licences"
    Delete "$INSTDIR\geodesk.exe"
    Delete "$INSTDIR\uninstall.exe"
  ${EndIf}
  RMDir "$INSTDIR"
  SetErrorLevel 2
FunctionEnd

; Settings, labels, models and trainings are the user's own, and stay.
Section Uninstall
  StrCpy $Place $INSTDIR
  Call un.PutAsideOrAsk
  Call un.RemoveAside
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\GeoDesk.lnk"
  !insertmacro EachExtension Dissociate
  DeleteRegKey SHCTX "Software\Classes\GeoDesk.Micrograph"
  DeleteRegKey SHCTX "Software\Classes\GeoDesk.Recipe"
  DeleteRegKey SHCTX "Software\Classes\Directory\shell\GeoDesk"
  DeleteRegKey SHCTX "Software\Classes\Directory\Background\shell\GeoDesk"
  DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\geodesk.exe"
  DeleteRegKey SHCTX "${KEY}"
  ${un.RefreshShellIcons}
SectionEnd
