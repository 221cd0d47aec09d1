using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Panels;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Kernel.Modules;

/// <summary>Everything the modules declared: read by the host to compose, migrate, grant, authorize and check.</summary>
public sealed class ModuleCatalog
{
    public List<ModuleDatabase> Databases { get; } = [];

    public List<JobKind> Jobs { get; } = [];

    public List<RecurringJob> Recurring { get; } = [];

    /// <summary>What a host that runs jobs starts besides the job server.</summary>
    public List<Action<IServiceCollection>> Workers { get; } = [];

    public List<Right> Rights { get; } = [];

    public List<NavigationEntry> Navigation { get; } = [];

    public List<PanelKind> Panels { get; } = [];

    /// <summary>Pages of settings besides the house's own.</summary>
    public List<SettingsEntry> Settings { get; } = [];

    /// <summary>What answers the search that opens over every page.</summary>
    public List<FindSource> FindSources { get; } = [];

    /// <summary>What an action of the audit trail is in words; see <see cref="ModuleBuilder.AddAuditWords"/>.</summary>
    public Dictionary<string, string> AuditWords { get; } = new(StringComparer.Ordinal);

    public List<RecordKind> RecordKinds { get; } = [];

    public List<CommandVerb> Verbs { get; } = [];

    public List<ChildProcess> ChildProcesses { get; } = [];

    /// <summary>The one job that takes these arguments; reactions are found by <see cref="ReactionsTo"/>.</summary>
    public JobKind JobFor(Type arguments) =>
        Jobs.SingleOrDefault(job => job.Arguments == arguments && !job.IsReaction)
        ?? throw new InvalidOperationException($"No job is registered for {arguments.Name}: add it in the module's Register.");

    public IEnumerable<JobKind> ReactionsTo(Type eventType) => Jobs.Where(job => job.IsReaction && job.Arguments == eventType);

    public JobKind JobNamed(string name) =>
        Jobs.SingleOrDefault(job => job.Name == name)
        ?? throw new InvalidOperationException($"No job is recorded under the name {name}.");
}

public sealed record Right(string Name, string Description);

/// <param name="Section">The word of the head under which it stands; null for an entry of the head itself.</param>
public sealed record NavigationEntry(string Text, string Path, string Right, int Order, string? Section = null);

/// <param name="What">What is set there, in a few words.</param>
public sealed record SettingsEntry(string Text, string What, string Path, string Right, int Order);

/// <summary>What answers the search that opens over every page, as it is typed.</summary>
/// <param name="Name">One word, "patients".</param>
/// <param name="Path">Posted the field "search" (patient text, so in no address); answers a fragment whose links are what was found, and audits it.</param>
public sealed record FindSource(string Name, string Path, string Right, int Order);

/// <summary>A kind of record that audit entries name.</summary>
/// <param name="Name">As in the entries, "letter".</param>
/// <param name="Path">Where one is opened, "/letters/letter/{0}" with the id for {0}; null where there is no such page.</param>
/// <param name="Right">Who may open it.</param>
public sealed record RecordKind(string Name, string? Path, string? Right);

/// <summary>A verb of the command line: its exit code is the process's.</summary>
public sealed record CommandVerb(string Name, string Usage, Func<IServiceProvider, string[], CancellationToken, Task<int>> Run);

/// <summary>
/// Work that a module does in processes of its own, started by the host from the same executable: the name is the command line's
/// first word. It runs without instance, database or services, and its exit code is the process's.
/// </summary>
public sealed record ChildProcess(string Name, Func<string[], CancellationToken, Task<int>> Run);

/// <summary>A check of the stored data, run by `verify`.</summary>
public interface IVerification
{
    /// <summary>Plain sentences, ids only, one a problem; empty when all is well.</summary>
    Task<IReadOnlyList<string>> Problems(CancellationToken stopping);
}
