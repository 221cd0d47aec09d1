using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
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

    /// <param name="askClass">Asks the owner; it has a connection of its own, which does not join this transaction.</param>
    public Task Run(Guid subjectId, Func<Task<string>> askClass, CancellationToken stopping) =>
        transaction.Run(
            async _ =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SubjectLock}, hashtext({subjectId.ToString()}))", stopping);
                var accessClass = await Apart.Ask(askClass);
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

/// <summary>Which subjects have another access class than the standard one, said by the module that owns them.</summary>
public interface ISubjectClasses
{
    /// <summary>The code of the class by subject. Asked as the machine, which sees all.</summary>
    Task<IReadOnlyDictionary<Guid, string>> NotStandard(CancellationToken stopping = default);
}

/// <summary>A module's list is as the owner of the subjects says. What was changed a moment ago may still be on its way.</summary>
public sealed class VerifySubjects<TDb>(TDb db, ISubjectClasses owner) : IVerification
    where TDb : ModuleDb
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping)
    {
        var owned = await owner.NotStandard(stopping);
        var kept = await db.Set<SubjectClass>().AsNoTracking().ToDictionaryAsync(s => s.SubjectId, s => s.AccessClass, stopping);
        return
        [
            .. owned.Where(subject => kept.GetValueOrDefault(subject.Key) != subject.Value)
                .Select(subject => $"The {db.Schema} module does not hold {subject.Key} in the access class {subject.Value}."),
            .. kept.Keys.Except(owned.Keys).Select(subject => $"The {db.Schema} module holds {subject} in an access class that it does not have."),
        ];
    }
}
