using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    /// <summary>The filter that leaves out documents whose pages went into others: they are looked at to be brought back, and by nobody else.</summary>
    public const string MergedFilter = "merged";

    /// <summary>The patients with an access class of their own.</summary>
    public DbSet<SubjectClass> SubjectClasses => Set<SubjectClass>();

    /// <summary>Of every document, in sight or not, that it is there.</summary>
    public DbSet<StoredDocument> StoredDocuments => Set<StoredDocument>();

    /// <summary>Of every transmission, in sight or not, which e-mail it came in.</summary>
    public DbSet<StoredTransmission> StoredTransmissions => Set<StoredTransmission>();

    /// <summary>Of every page, in sight or not, where it lies.</summary>
    public DbSet<StoredPage> StoredPages => Set<StoredPage>();

    /// <summary>Pages that were joined to a document of another transmission, and are out of sight there: what they came with is in sight in part only.</summary>
    public IQueryable<StoredPage> JoinedOutOfSight => StoredPages.Where(s => s.JoinedTo != null && !Documents.Any(d => d.Id == s.DocumentId));

    /// <summary>
    /// A document is hidden by its own class and by its patient's; one that may be a repeat by those of its first one too, wherever pages of that were joined to,
    /// until somebody says that it is another. Its orders and pages are seen with it; a transmission is seen while one of
    /// its documents is, or one that pages of it were joined to (so that whoever sees a document sees where it came from), before sorting by its own class. A cover sheet names who is
    /// meant: it is seen only with all of its transmission; an e-mail says everything, and is seen only with all that came in it (one that came before
    /// is not taken apart: the first is the one to look at).
    /// </summary>
    private void DescribeAccess(ModelBuilder model)
    {
        DescribeSubjectClasses(model);
        model.Entity<StoredDocument>().ToView("documents", Schema);
        model.Entity<Document>().HasQueryFilter(MergedFilter, document => document.State != DocumentState.Merged);
        model.Entity<Document>().HasQueryFilter(AccessFilter, document =>
            SeesEveryClass
            || (document.SubjectId != null && Opened.Contains(document.SubjectId.Value))
            || (Cleared.Contains(document.AccessClass)
                && !SubjectClasses.Any(s => s.SubjectId == document.SubjectId && !Cleared.Contains(s.AccessClass))
                && (document.RepeatOfTransmission == null
                    || document.RepeatSaid == RepeatSaid.Another
                    || !StoredDocuments.Any(first => first.TransmissionId == document.RepeatOfTransmission
                        && (document.RepeatOfDocument == null || first.Id == document.RepeatOfDocument)
                        && !(first.SubjectId != null && Opened.Contains(first.SubjectId.Value))
                        && (!Cleared.Contains(first.ClassBefore ?? first.AccessClass) || SubjectClasses.Any(s => s.SubjectId == first.SubjectId && !Cleared.Contains(s.AccessClass))))
                    && !StoredPages.Any(page => page.TransmissionId == document.RepeatOfTransmission && page.JoinedTo != null
                        && StoredDocuments.Any(first => first.Id == page.DocumentId
                            && (document.RepeatOfDocument == null || first.Id == document.RepeatOfDocument)
                            && !(first.SubjectId != null && Opened.Contains(first.SubjectId.Value))
                            && (!Cleared.Contains(first.ClassBefore ?? first.AccessClass) || SubjectClasses.Any(s => s.SubjectId == first.SubjectId && !Cleared.Contains(s.AccessClass))))))));
        model.Entity<StoredTransmission>().ToView("transmissions", Schema);
        model.Entity<StoredPage>().ToView("pages", Schema);
        model.Entity<MailMessage>().HasQueryFilter(AccessFilter, mail =>
            SeesEveryClass
            || (Cleared.Contains(mail.AccessClass)
                && mail.SameAs == null
                && !StoredTransmissions.Any(t => t.MailMessageId == mail.Id
                    && (!Transmissions.Any(seen => seen.Id == t.Id)
                        || StoredDocuments.Any(s => s.TransmissionId == t.Id && s.State != DocumentState.Merged && !Documents.Any(d => d.Id == s.Id))
                        || StoredPages.Any(s => s.TransmissionId == t.Id && s.JoinedTo != null && !Documents.Any(d => d.Id == s.DocumentId))))));
        model.Entity<Order>().HasQueryFilter(AccessFilter, order => SeesEveryClass || Documents.Any(d => d.Id == order.DocumentId));
        model.Entity<DocumentValue>().HasQueryFilter(AccessFilter, value => SeesEveryClass || Documents.Any(d => d.Id == value.DocumentId));
        model.Entity<FieldCorrection>().HasQueryFilter(AccessFilter, said => SeesEveryClass || Pages.Any(page => page.Id == said.PageId));
        model.Entity<Recheck>().HasQueryFilter(AccessFilter, recheck => SeesEveryClass || Documents.Any(d => d.Id == recheck.DocumentId));
        model.Entity<Duty>().HasQueryFilter(AccessFilter, duty => SeesEveryClass || Documents.Any(d => d.Id == duty.DocumentId));
        model.Entity<DutyStep>().HasQueryFilter(AccessFilter, step => SeesEveryClass || Duties.Any(duty => duty.Id == step.DutyId));
        model.Entity<ExportedFiling>().HasQueryFilter(AccessFilter, export => SeesEveryClass || Documents.Any(d => d.Id == export.DocumentId));
        model.Entity<DocumentLabel>().HasQueryFilter(AccessFilter, label => SeesEveryClass || Documents.Any(d => d.Id == label.DocumentId));
        model.Entity<DocumentNote>().HasQueryFilter(AccessFilter, note => SeesEveryClass || Documents.Any(d => d.Id == note.DocumentId));
        model.Entity<Transmission>().HasQueryFilter(AccessFilter, transmission =>
            SeesEveryClass
            || Documents.Any(d => d.TransmissionId == transmission.Id)
            || (transmission.State != TransmissionState.Sorted && Cleared.Contains(transmission.AccessClass))
            || StoredPages.Any(s => s.TransmissionId == transmission.Id && s.JoinedTo != null && Documents.Any(d => d.Id == s.DocumentId)));
        model.Entity<ReceivedPage>().HasQueryFilter(AccessFilter, page =>
            SeesEveryClass
            || Documents.Any(d => d.Id == page.DocumentId)
            || (page.DocumentId == null
                && Transmissions.Any(t => t.Id == page.TransmissionId)
                && !StoredDocuments.Any(s => s.TransmissionId == page.TransmissionId && s.State != DocumentState.Merged && !Documents.Any(d => d.Id == s.Id))
                && !StoredPages.Any(s => s.TransmissionId == page.TransmissionId && s.JoinedTo != null && !Documents.Any(d => d.Id == s.DocumentId))));
    }
}
