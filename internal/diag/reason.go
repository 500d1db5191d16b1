package diag

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"syscall"
)

// Numbers of Windows that package syscall has no name for.
const (
	windowsSharingViolation = syscall.Errno(32)
	windowsHandleDiskFull   = syscall.Errno(39)
	windowsDiskFull         = syscall.Errno(112)
)

// Reason says in Chinese why the system refused to read or write a file.
func Reason(err error) string {
	onWindows := runtime.GOOS == "windows"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "没有这个文件或文件夹"
	case onWindows && errors.Is(err, windowsSharingViolation):
		return "文件正被 WPS、Excel 或别的程序打开，请先关闭它"
	case errors.Is(err, fs.ErrPermission):
		return "没有权限"
	case errors.Is(err, syscall.ENOSPC), onWindows && (errors.Is(err, windowsDiskFull) || errors.Is(err, windowsHandleDiskFull)):
		return "磁盘已满"
	case errors.Is(err, syscall.ENOTDIR):
		return "路径里有一段是文件，不是文件夹"
	case errors.Is(err, syscall.EISDIR):
		return "它是一个文件夹"
	case errors.Is(err, syscall.EROFS):
		return "磁盘是只读的"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "文件名太长"
	case errors.Is(err, syscall.EFBIG):
		return "系统不让写这么大的文件"
	case errors.Is(err, syscall.EDQUOT):
		return "分给您的磁盘空间已用完"
	case errors.Is(err, syscall.EIO):
		return "磁盘读写出错"
	case errors.Is(err, syscall.ELOOP):
		return "链接绕成了圈"
	case errors.Is(err, syscall.EMFILE):
		return "打开的文件太多"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "等待超时"
	case strings.HasSuffix(err.Error(), "path escapes from parent"):
		return "路径里有一个链接，指到了文件夹外面" // os has no name for this error
	}
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return "系统提示 " + pathError.Err.Error()
	}
	if linkError, ok := errors.AsType[*os.LinkError](err); ok {
		return "系统提示 " + linkError.Err.Error()
	}
	return "系统提示 " + err.Error()
}
