; GeoDesk for Windows: for one user or for all, Spanish and English, silent with /S, over an older version.
;   makensis -DVERSION=0.1.0 -DTREE=build\installer\bundle\geodesk -DOUT=dist\geodesk-0.1.0-windows.exe geodesk.nsi
; Silent for all users: geodesk-….exe /S /AllUsers    Another folder: /D=C:\Lab\GeoDesk (last, without quotes)
Unicode true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

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
!include MultiUser.nsh

Name "GeoDesk"
OutFile "${OUT}"
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "GeoDesk"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "GeoDesk"
VIAddVersionKey LegalCopyright "The GeoDesk authors, BSD-3-Clause"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\geodesk.exe"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_LICENSE "${TREE}/licences/NOTICE.txt"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Spanish"
!insertmacro MUI_LANGUAGE "English"
LangString OPEN ${LANG_SPANISH} "Abrir con GeoDesk"
LangString OPEN ${LANG_ENGLISH} "Open with GeoDesk"
LangString RUNNING ${LANG_SPANISH} "GeoDesk está abierto. Ciérrelo y vuelva a intentarlo."
LangString RUNNING ${LANG_ENGLISH} "GeoDesk is open. Close it and try again."

; "Open with" for the files GeoDesk reads; what opens them by a double click stays as it is, but for dm3 and dm4.
!macro Associate EXTENSION
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "GeoDesk.Micrograph" ""
!macroend
!macro Dissociate EXTENSION
  DeleteRegValue SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "GeoDesk.Micrograph"
!macroend
!macro EachExtension MACRO
  !insertmacro ${MACRO} ".tif"
  !insertmacro ${MACRO} ".tiff"
  !insertmacro ${MACRO} ".png"
  !insertmacro ${MACRO} ".jpg"
  !insertmacro ${MACRO} ".jpeg"
  !insertmacro ${MACRO} ".bmp"
  !insertmacro ${MACRO} ".dm3"
  !insertmacro ${MACRO} ".dm4"
!macroend
!macro FolderMenu PLACE ARGUMENT
  WriteRegStr SHCTX "Software\Classes\${PLACE}\shell\GeoDesk" "" "$(OPEN)"
  WriteRegStr SHCTX "Software\Classes\${PLACE}\shell\GeoDesk" "Icon" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "Software\Classes\${PLACE}\shell\GeoDesk\command" "" '"$INSTDIR\geodesk.exe" "${ARGUMENT}"'
!macroend

; Takes away what an earlier version installed, and nothing else: the list is in the tree itself.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\geodesk.exe"
!macroend

Function .onInit
  !insertmacro MULTIUSER_INIT
  ${IfNot} ${Silent}
    !insertmacro MUI_LANGDLL_DISPLAY
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section
  ; A program that runs keeps its file open: it is told before anything is changed.
  ${If} ${FileExists} "$INSTDIR\geodesk.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\geodesk.exe" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "$(RUNNING)" /SD IDOK
      SetErrorLevel 2
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${TREE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\GeoDesk.lnk" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.Micrograph" "" "GeoDesk"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.Micrograph\DefaultIcon" "" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.Micrograph\shell\open" "" "$(OPEN)"
  WriteRegStr SHCTX "Software\Classes\GeoDesk.Micrograph\shell\open\command" "" '"$INSTDIR\geodesk.exe" "%1"'
  !insertmacro EachExtension Associate
  !insertmacro FolderMenu "Directory" "%1"
  !insertmacro FolderMenu "Directory\Background" "%V"
  WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\geodesk.exe" "" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "${KEY}" "DisplayName" "GeoDesk"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\geodesk.exe"
  WriteRegStr SHCTX "${KEY}" "Publisher" "The GeoDesk authors"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
SectionEnd

; Settings, labels, models and trainings are the user's own, and stay.
Section Uninstall
  !insertmacro RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\GeoDesk.lnk"
  !insertmacro EachExtension Dissociate
  DeleteRegKey SHCTX "Software\Classes\GeoDesk.Micrograph"
  DeleteRegKey SHCTX "Software\Classes\Directory\shell\GeoDesk"
  DeleteRegKey SHCTX "Software\Classes\Directory\Background\shell\GeoDesk"
  DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\geodesk.exe"
  DeleteRegKey SHCTX "${KEY}"
SectionEnd
