import type { Nodes, Root } from 'mdast';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What somebody wrote, as Markdown. It is drawn node by node: markup in it is shown as the text that it is, links lead to the web
 * and mail alone, and images are shown as their words, since they would be asked of other hosts. */
export function Markdown({ text }: { readonly text: string }) {
  const [root, setRoot] = useState<{ readonly text: string; readonly tree: Root }>();
  useEffect(() => {
    let isWanted = true;
    void import('mdast-util-from-markdown').then(
      ({ fromMarkdown }) => isWanted && setRoot({ text, tree: fromMarkdown(text) }),
    );
    return () => {
      isWanted = false;
    };
  }, [text]);
  return <div class="prose">{root?.text === text ? draw(root.tree) : <p class="text">{text}</p>}</div>;
}

function draw(node: Nodes): ComponentChildren {
  const within = 'children' in node ? node.children.map((child) => draw(child)) : undefined;
  switch (node.type) {
    case 'root':
      return within;
    case 'paragraph':
      return <p>{within}</p>;
    case 'heading':
      // They stand below the head of the view, whatever their writer left out in between.
      return <h2 class={`depth-${node.depth}`}>{within}</h2>;
    case 'emphasis':
      return <em>{within}</em>;
    case 'strong':
      return <strong>{within}</strong>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'code':
      return <pre>{node.value}</pre>;
    case 'blockquote':
      return <blockquote>{within}</blockquote>;
    case 'list':
      return node.ordered ? <ol start={node.start ?? 1}>{within}</ol> : <ul>{within}</ul>;
    case 'listItem':
      return <li>{within}</li>;
    case 'thematicBreak':
      return <hr />;
    case 'break':
      return <br />;
    case 'link':
      return isSafe(node.url) ? (
        <a href={node.url} rel="noreferrer noopener" target="_blank">
          {within}
        </a>
      ) : (
        within
      );
    case 'image':
      return `[${node.alt || 'image'}]`;
    case 'html':
    case 'text':
      return node.value;
    default:
      return within ?? null;
  }
}

function isSafe(url: string): boolean {
  return /^(https?:|mailto:)/i.test(url);
}
