using ClinicOps.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Kernel.Panels;

/// <summary>The composed pages of the house.</summary>
public static class PanelPages
{
    /// <summary>Where somebody lands after signing in. The subject is the user; a panel says what waits, in counts that lead there.</summary>
    public const string Today = "today";

    /// <summary>One patient. The subject is the patient.</summary>
    public const string Patient = "patient";

    /// <summary>One visit. The subject is the visit.</summary>
    public const string Visit = "visit";

    /// <summary>
    /// Everything that came of one thing received, each module's part of it. The subject is the id that all of it carries; a panel is left out where
    /// the user may see nothing of it, and where all are, there is no such page.
    /// </summary>
    public const string Thread = "thread";
}

/// <summary>A module's part of a composed page: an internal partial view and the loader of its model.</summary>
/// <param name="Page">The composed page, such as "patient".</param>
/// <param name="View">Absolute path of the partial view, "/Areas/Documents/Pages/_PatientDocuments.cshtml".</param>
public sealed record PanelKind(string Page, string Title, string View, string Right, int Order, Type Loader);

public interface IPanelLoader
{
    /// <summary>The view's model for this subject; null leaves the panel out.</summary>
    Task<object?> Load(Guid subjectId, CancellationToken stopping);
}

public sealed record LoadedPanel(string Title, string View, object Model);

/// <summary>Loads the panels of a page that this user may see, in their order.</summary>
public sealed class PanelBoard(ModuleCatalog catalog, IServiceProvider services)
{
    /// <param name="may">Whether the user has the right of that name.</param>
    public async Task<IReadOnlyList<LoadedPanel>> Load(string page, Guid subjectId, Func<string, Task<bool>> may, CancellationToken stopping)
    {
        var loaded = new List<LoadedPanel>();
        foreach (var panel in catalog.Panels.Where(panel => panel.Page == page).OrderBy(panel => panel.Order))
        {
            if (await may(panel.Right) && await ((IPanelLoader)services.GetRequiredService(panel.Loader)).Load(subjectId, stopping) is { } model)
            {
                loaded.Add(new LoadedPanel(panel.Title, panel.View, model));
            }
        }

        return loaded;
    }
}
