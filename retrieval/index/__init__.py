"""The corpus folder becomes the index, and the index stays in line with it."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.index.curating import Added as Added
    from retrieval.index.curating import Upload as Upload
    from retrieval.index.indexing import Progress as Progress
    from retrieval.index.left_out import not_searched as not_searched
    from retrieval.index.other_kinds import of_documents as of_documents
    from retrieval.index.other_kinds import other_files as other_files
    from retrieval.index.reloading import Preview as Preview
    from retrieval.index.reloading import ReloadReport as ReloadReport
    from retrieval.index.titles import Titles as Titles
    from retrieval.index.watching import AGAIN_SECONDS as AGAIN_SECONDS
    from retrieval.index.watching import QUIET_SECONDS as QUIET_SECONDS
    from retrieval.index.watching import FolderWatch as FolderWatch
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.index.curating": (
                "Added",
                "Upload",
            ),
            "retrieval.index.indexing": ("Progress",),
            "retrieval.index.left_out": ("not_searched",),
            "retrieval.index.other_kinds": (
                "of_documents",
                "other_files",
            ),
            "retrieval.index.reloading": (
                "Preview",
                "ReloadReport",
            ),
            "retrieval.index.titles": ("Titles",),
            "retrieval.index.watching": (
                "AGAIN_SECONDS",
                "QUIET_SECONDS",
                "FolderWatch",
            ),
        },
    )
