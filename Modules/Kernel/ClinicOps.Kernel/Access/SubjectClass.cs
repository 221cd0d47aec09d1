using System.Transactions;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Kernel.Access;

/// <summary>
/// Somebody (or something) whose records are not for everybody, as the module that owns it last told. Every module that has rows about
/// such subjects keeps this list, so that a row obeys by naming its subject, and follows when the subject's class changes or the row
/// comes to be about another one.
/// </summary>
public sealed class SubjectClass
{
    public required Guid SubjectId { get; init; }

    /// <summary>Never "standard": who has that class is not in the list.</summary>
    public required string AccessClass { get; init; }
}

/// <summary>Brings a module's list to what the owner of the subject says now. Told twice or out of order, it ends up the same.</summary>
public sealed class FollowSubject<TDb>(TDb db, ModuleTransaction<TDb> transaction)
    where TDb : ModuleDb
{
    /// <summary>First key of the advisory locks on a subject: of two who ask at once, the one who writes last has asked last.</summary>
    private const int SubjectLock = 7501;

    /// <summary>For a verification: where the list is not as its owner says, in sentences. What was changed a moment ago may still be on its way.</summary>
    /// <param name="owned">The access class of each subject that has another than the standard one.</param>
    public async Task<IReadOnlyList<string>> Differences(IReadOnlyDictionary<Guid, string> owned, CancellationToken stopping)
    {
        var kept = await db.Set<SubjectClass>().AsNoTracking().ToDictionaryAsync(s => s.SubjectId, s => s.AccessClass, stopping);
        return
        [
            .. owned.Where(subject => kept.GetValueOrDefault(subject.Key) != subject.Value)
                .Select(subject => $"The {db.Schema} module does not hold {subject.Key} in the access class {subject.Value}."),
            .. kept.Keys.Except(owned.Keys).Select(subject => $"The {db.Schema} module holds {subject} in an access class that it does not have."),
        ];
    }

    /// <param name="askClass">Asks the owner; it has a connection of its own, which does not join this transaction.</param>
    public Task Run(Guid subjectId, Func<Task<string>> askClass, CancellationToken stopping) =>
        transaction.Run(
            async _ =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SubjectLock}, hashtext({subjectId.ToString()}))", stopping);
                string accessClass;
                using (var apart = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
                {
                    accessClass = await askClass();
                    apart.Complete();
                }

                if (accessClass == AccessClass.Standard)
                {
                    await db.Database.ExecuteSqlAsync($"DELETE FROM subject_classes WHERE subject_id = {subjectId}", stopping);
                }
                else
                {
                    await db.Database.ExecuteSqlAsync(
                        $"""
                        INSERT INTO subject_classes (subject_id, access_class) VALUES ({subjectId}, {accessClass})
                        ON CONFLICT (subject_id) DO UPDATE SET access_class = excluded.access_class
                        """,
                        stopping);
                }
            },
            stopping);
}
