namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the queue shows.</summary>
/// <param name="View">One of <see cref="QueueView"/>.</param>
internal sealed record QueueFilter(string View, Narrowing By)
{
    public static readonly QueueFilter Everything = new(QueueView.All);

    public QueueFilter(string view)
        : this(view, Narrowing.None)
    {
    }

    public bool IsNarrowed => By.IsNarrowed;

    public string Address => With("");

    /// <summary>The address with something asked of it.</summary>
    /// <param name="asked">"handler=Undo&amp;batch=..."; empty for the list itself.</param>
    public string With(string asked) => By.Address("/documents/review", asked, ("view", View == QueueView.All ? null : View));
}
