# Completion of spillway for bash.
_spillway() {
  local current=${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" = 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$(spillway help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p') -f -c -v" -- "$current")
    return
  fi
  case ${COMP_WORDS[1]}:$COMP_CWORD in
    backup:2) mapfile -t COMPREPLY < <(compgen -W "now list show diff verify restore" -- "$current") ;;
    facility:2) mapfile -t COMPREPLY < <(compgen -W "status history drain force auto failback plan" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
  esac
}
complete -o filenames -F _spillway spillway
