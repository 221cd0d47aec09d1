using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Data;

internal sealed partial class DocumentsDb
{
    /// <summary>First keys of the module's advisory locks.</summary>
    private const int FilingLock = 7401;

    private const int BytesLock = 7402;

    private const int RepeatsLock = 7403;

    private const int MailLock = 7404;

    private const int RecheckLock = 7405;

    private const int ExportLock = 7406;

    private const int LabelsLock = 7407;

    private const int NotesLock = 7408;

    private const int OrdersLock = 7409;

    /// <summary>The row, held against others until the transaction ends: steps of one transmission go one after another.</summary>
    /// <exception cref="InvalidOperationException">There is no such transmission.</exception>
    public async Task<Transmission> LockTransmission(Guid id, CancellationToken stopping)
    {
        // Not the key: whoever holds a document's row writes its history, which points at the transmission, and would wait for us waiting for it.
        await Database.ExecuteSqlAsync($"SELECT 1 FROM transmissions WHERE id = {id} FOR NO KEY UPDATE", stopping);
        return await Transmissions.SingleAsync(transmission => transmission.Id == id, stopping);
    }

    /// <summary>The row, held against others until the transaction ends; null when there is none.</summary>
    public async Task<Document?> LockDocument(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM documents WHERE id = {id} FOR UPDATE", stopping);
        return await Documents.SingleOrDefaultAsync(document => document.Id == id, stopping);
    }

    /// <summary>
    /// Taken by whoever files by machine, before the register is asked and until the commit; see <see cref="AwaitFilings"/>.
    /// </summary>
    public Task HoldFilings(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({FilingLock}, 1)", stopping);

    /// <summary>
    /// Waits until every filing by machine that may have asked the register before this moment has committed. A registration that
    /// such a filing could not see is therefore followed by a look at that filing.
    /// </summary>
    public Task AwaitFilings(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({FilingLock}, 1)", stopping);

    /// <summary>Waits in line with whoever receives the same bytes.</summary>
    public Task HoldBytes(string hash, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({BytesLock}, hashtext({hash}))", stopping);

    /// <summary>Waits in line with whoever looks for repeats, until the transaction ends.</summary>
    public Task HoldRepeats(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({RepeatsLock}, 1)", stopping);

    /// <summary>Waits in line with whoever takes messages out of the same account.</summary>
    public Task HoldMail(Guid accountId, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({MailLock}, hashtext({accountId.ToString()}))", stopping);

    /// <summary>Waits in line with whoever draws a sample.</summary>
    public Task HoldRecheckSamples(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({RecheckLock}, 1)", stopping);

    /// <summary>Waits in line with whoever plans what is exported, or writes its index.</summary>
    public Task HoldExports(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ExportLock}, 1)", stopping);

    /// <summary>Waits in line with whoever changes the list of labels.</summary>
    public Task HoldLabels(CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LabelsLock}, 1)", stopping);

    /// <summary>Waits in line with whoever strikes notes of the same document.</summary>
    public Task HoldNotes(Guid documentId, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({NotesLock}, hashtext({documentId.ToString()}))", stopping);

    /// <summary>Waits in line with whoever tells orders of the same patient: of two equal ones the second sees the first.</summary>
    public Task HoldOrdersOf(Guid patientId, CancellationToken stopping) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OrdersLock}, hashtext({patientId.ToString()}))", stopping);

    /// <summary>The row, held against others until the transaction ends.</summary>
    /// <exception cref="InvalidOperationException">There is no such message.</exception>
    public async Task<MailMessage> LockMail(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM mail_messages WHERE id = {id} FOR UPDATE", stopping);
        return await MailMessages.SingleAsync(message => message.Id == id, stopping);
    }
}
